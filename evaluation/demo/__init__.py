"""The demo: made-up people, spaces and cases, each brought to where it stands by the services. No page reads this."""
