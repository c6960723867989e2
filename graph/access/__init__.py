"""Who may see the reports: tokens, and what each of them opens."""
