# Opens and opens.
# outcome: open_files_limit
# help: What is opened in a loop
held = [open("/dev/null") for _ in range(3000)]
