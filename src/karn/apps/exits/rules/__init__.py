"""Rules of exit answers: what is asked, how coarsely a thing is kept, when it may be read."""
