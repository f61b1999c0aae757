"""Docker's own knowledge: images, containers and what `docker inspect` shows of them."""
