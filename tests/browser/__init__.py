"""What people see: the course in a browser. A package, so that its conftest and tests/conftest.py are two modules."""
