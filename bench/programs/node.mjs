// Nothing but Node itself: what every other program's start includes.
process.send("ready");
