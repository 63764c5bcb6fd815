// Shows how often it is told that a background job fails.
#include "greycache/storage/background_jobs.h"

#include <doctest/doctest.h>

#include "tests/unit/kept_log.h"

namespace greycache {

TEST_CASE("that a job fails is told once, counted each time, and its end told once") {
  const KeptLog log;
  BackgroundJobs jobs;
  using Job = BackgroundJob;
  jobs.succeeded(Job::cleaning);
  CHECK(log.lines().empty());
  jobs.failed(Job::cleaning, "permission denied");
  jobs.failed(Job::cleaning, "permission denied for table connect");
  CHECK(log.lines().size() == 1);
  CHECK(jobs.of(Job::cleaning).failing);
  CHECK(jobs.of(static_cast<Job>(0)).failures == 2);
  CHECK(jobs.of(Job::cleaning).reason == "permission denied for table connect");
  CHECK_FALSE(jobs.of(Job::partitions).failing);
  jobs.succeeded(Job::cleaning);
  jobs.succeeded(Job::cleaning);
  CHECK(log.lines().size() == 2);
  CHECK_FALSE(jobs.of(Job::cleaning).failing);
  CHECK(jobs.of(static_cast<Job>(0)).failures == 2);
}

}  // namespace greycache
