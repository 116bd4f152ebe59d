"""What only a file system can give: whose folder it is."""
