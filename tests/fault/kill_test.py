"""kill -9 of each part, and of any two, at random moments under load."""

from fault_test import KILLS, FaultTest
from greytest.daemon_test import main


class KillTest(FaultTest):
    def kill_daemon(self):
        self.daemon.kill()
        self.daemon.start()

    def kill_redis(self):
        self.redis.kill()
        self.short_pause()
        self.redis.start()

    def kill_postgres(self):
        self.postgres.kill()
        self.short_pause()
        self.postgres.start()

    def test_daemon(self):
        self.begin_load()
        for _ in range(KILLS):
            self.short_pause()
            self.kill_daemon()
        self.finish("daemon killed", f"kill -9 and start, {KILLS} times at random moments")

    def test_redis(self):
        self.begin_load()
        for _ in range(KILLS):
            self.short_pause()
            self.kill_redis()
        self.finish("Redis killed", f"kill -9 and an empty start, {KILLS} times")

    def test_postgres(self):
        self.begin_load()
        for _ in range(KILLS):
            self.short_pause()
            self.kill_postgres()
        self.finish("PostgreSQL killed", f"kill -9 of the postmaster and start, {KILLS} times")

    def test_any_two(self):
        self.begin_load()
        for number in range(KILLS):
            self.short_pause()
            parts = [self.daemon.kill, self.redis.kill, self.postgres.kill]
            starts = [self.daemon.start, self.redis.start, self.postgres.start]
            spared = number % 3
            order = [part for part in range(3) if part != spared]
            self.chance.shuffle(order)
            for part in order:
                parts[part]()
            self.short_pause()
            self.chance.shuffle(order)
            for part in order:
                starts[part]()
        self.finish("two parts killed", f"kill -9 of any two parts and start, {KILLS} times")


if __name__ == "__main__":
    main()
