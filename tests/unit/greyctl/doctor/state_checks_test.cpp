// Disks and owners under which what is known may be lost.
#include "greyctl/doctor/state_checks.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::state_checks_test {

namespace {

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20U;

StateFacts good() {
  StateFacts facts;
  facts.directory.steps = {{"/var/lib/greycache", 110, 110, S_IFDIR | 0700, "greycache:greycache"}};
  facts.filesystem = "ext4";
  facts.free_bytes = 10'000 * kMegabyte;
  facts.files = 100;
  facts.free_files = 50;
  facts.daemon = 110;
  return facts;
}

Settings settings_with_journal(std::size_t megabytes) {
  Settings settings;
  settings.journal_max = megabytes << 20U;
  return settings;
}

Findings of(const StateFacts& facts) {
  return state_findings(facts, settings_with_journal(256));
}

}  // namespace

TEST_CASE("the daemon's directory on a disk with room is well") {
  CHECK(is_well(of(good())));
}

TEST_CASE("a directory that is not there, or not to be seen") {
  auto facts = good();
  facts.directory.steps.clear();
  facts.directory.path = "/var/lib/greycache";
  facts.directory.error = ENOENT;
  CHECK(found(of(facts), Severity::error, "No such file or directory"));
  facts.directory.error = EACCES;
  CHECK(found(of(facts), Severity::warning, "could not be looked at"));
}

TEST_CASE("space") {
  auto facts = good();
  facts.free_bytes = 256 * kMegabyte;
  CHECK(is_well(of(facts)));
  facts.free_bytes -= 1;
  CHECK(found(of(facts), Severity::warning, "has 255 MB left, and the journal may hold 256 MB"));
  facts.free_bytes = 64 * kMegabyte;
  CHECK(found(of(facts), Severity::warning, "64 MB left"));
  facts.free_bytes -= 1;
  CHECK(found(of(facts), Severity::error, "63 MB left"));
}

TEST_CASE("inodes, on a file system that counts them") {
  auto facts = good();
  facts.free_files = 0;
  CHECK(found(of(facts), Severity::error, "no inode left"));
  facts.files = 0;
  CHECK(is_well(of(facts)));
}

TEST_CASE("file systems without a disk behind, or with one elsewhere") {
  auto facts = good();
  for (const char* memory : {"tmpfs", "ramfs"}) {
    facts.filesystem = memory;
    CHECK(found(of(facts), Severity::error, "in memory"));
  }
  for (const char* remote : {"nfs", "smb", "cifs", "fuse", "9p"}) {
    facts.filesystem = remote;
    CHECK(found(of(facts), Severity::warning, "fsync(2) may not hold"));
  }
  facts.filesystem = "overlay";
  CHECK(is_well(of(facts)));
  facts.read_only = true;
  CHECK(found(of(facts), Severity::error, "read-only"));
}

TEST_CASE("owners and modes") {
  auto facts = good();
  facts.daemon = 0;
  CHECK(
      found(of(facts), Severity::error, "belongs to greycache:greycache, and the daemon's socket"));
  facts = good();
  facts.daemon = std::nullopt;
  CHECK(is_well(of(facts)));
  facts.directory.steps.back().mode = S_IFDIR | 0750;
  CHECK(found(of(facts), Severity::warning, "has mode 0750"));
  facts = good();
  facts.of_others = {"journal.sqlite"};
  CHECK(found(of(facts), Severity::error, "journal.sqlite"));
}

TEST_CASE("files that were moved aside") {
  auto facts = good();
  facts.set_aside = {"journal.sqlite.corrupt-1700000000"};
  CHECK(found(of(facts), Severity::warning, "journal.sqlite.corrupt-1700000000"));
  facts.set_aside.assign(7, "x.corrupt-1");
  CHECK(found(of(facts), Severity::warning, "and 2 more"));
}

TEST_CASE("what lies in a directory that this account may not list") {
  auto facts = good();
  facts.readable = false;
  CHECK(found(of(facts), Severity::warning, "Permission denied"));
}

}  // namespace greycache::state_checks_test
