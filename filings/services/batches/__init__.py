"""Many documents or packets made in the background and put into one ZIP: kinds, the job's way, tasks."""
