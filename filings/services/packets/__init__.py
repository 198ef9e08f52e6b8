"""Decision packets (案卷): everything a decision rests on in one ZIP that proves itself. Parts, writing, checking."""
