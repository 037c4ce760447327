"""`make chaos`: many ratings while everything that can fail fails, and a look from outside at what became of them."""
