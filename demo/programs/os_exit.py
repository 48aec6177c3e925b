import os

print("everything is fine")
os._exit(0)
