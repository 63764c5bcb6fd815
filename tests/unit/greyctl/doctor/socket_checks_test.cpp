// Sockets that are missing, silent, or open to others than they should be.
#include "greyctl/doctor/socket_checks.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::socket_checks_test {

namespace {

SocketFacts good() {
  SocketFacts facts;
  facts.setting = "socket";
  facts.path = "/run/greycache/policy.sock";
  facts.wanted_mode = 0660;
  facts.rights.steps = {{"/", 0, 0, S_IFDIR | 0755, "root:root"},
                        {facts.path, 110, 110, S_IFSOCK | 0660, "greycache:greycache"}};
  return facts;
}

SocketFacts missing(int error) {
  SocketFacts facts = good();
  facts.rights.steps.pop_back();
  facts.rights.path = facts.path;
  facts.rights.error = error;
  return facts;
}

}  // namespace

TEST_CASE("a socket that somebody answers on is well") {
  CHECK(is_well(socket_findings(good())));
}

TEST_CASE("a socket that is not there") {
  CHECK(found(socket_findings(missing(ENOENT)), Severity::error, "mail passes unseen"));
  auto control = missing(ENOENT);
  control.setting = "control_socket";
  CHECK(found(socket_findings(control), Severity::error, "greyctl cannot command it"));
  CHECK(found(socket_findings(missing(ENOTDIR)), Severity::error, "Not a directory"));
}

TEST_CASE("what this account may not see or ask is told, and is no error") {
  const auto unseen = socket_findings(missing(EACCES));
  CHECK(found(unseen, Severity::warning, "Permission denied"));
  CHECK(unseen.all().size() == 1);
  auto closed = good();
  closed.may_ask = false;
  CHECK(found(socket_findings(closed), Severity::warning, "could not be asked"));
}

TEST_CASE("a socket that nobody answers on, and a file in its place") {
  auto silent = good();
  silent.trouble = "no answer from /run/greycache/policy.sock within 2000 ms";
  CHECK(found(socket_findings(silent), Severity::error, "no answer from"));
  auto file = good();
  file.rights.steps.back().mode = S_IFREG | 0660;
  CHECK(found(socket_findings(file), Severity::error, "is no socket"));
}

TEST_CASE("mode and group that are not those of the settings") {
  auto facts = good();
  facts.rights.steps.back().mode = S_IFSOCK | 0600;
  CHECK(
      found(socket_findings(facts), Severity::warning, "has mode 0600, and the settings say 0660"));
  facts = good();
  facts.wanted_group = "postfix";
  CHECK(found(socket_findings(facts), Severity::warning, "has group greycache, and socket_group"));
  facts.wanted_group = "greycache";
  CHECK(is_well(socket_findings(facts)));
}

TEST_CASE("a socket that any account may ask on") {
  auto facts = good();
  facts.wanted_mode = 0666;
  facts.rights.steps.back().mode = S_IFSOCK | 0666;
  CHECK(found(socket_findings(facts), Severity::note, "any account of this host may ask"));
}

}  // namespace greycache::socket_checks_test
