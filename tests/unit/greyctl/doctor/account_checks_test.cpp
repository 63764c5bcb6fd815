// Who may read and write the files of the panel's accounts.
#include "greyctl/doctor/account_checks.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::account_checks_test {

namespace {

constexpr uid_t kReader = 900;
constexpr uid_t kStranger = 901;
const std::string kPath = "/etc/greycache/panel_accounts";

AccountFacts of(mode_t mode, uid_t owner = 0, gid_t group = 0) {
  AccountFacts facts;
  facts.named = true;
  facts.keepers = {{kReader}, {kReader}};
  facts.place.path = kPath;
  facts.place.file.st_mode = S_IFREG | mode;
  facts.place.file.st_uid = owner;
  facts.place.file.st_gid = group;
  facts.place.directory.st_mode = S_IFDIR | 0755U;
  return facts;
}

Findings of_directory(mode_t mode, uid_t owner = 0, gid_t group = 0) {
  AccountFacts facts = of(0640);
  facts.place.directory.st_mode = S_IFDIR | mode;
  facts.place.directory.st_uid = owner;
  facts.place.directory.st_gid = group;
  return account_findings(facts);
}

bool advises(const Findings& findings, const std::string& advice) {
  return std::ranges::any_of(findings.all(),
                             [&](const Finding& each) { return each.advice == advice; });
}

}  // namespace

TEST_CASE("a file of accounts that others may write is an error, whoever may read it") {
  for (const mode_t mode : {0666U, 0642U, 0602U}) {
    const Findings findings = account_findings(of(mode));
    CHECK(found(findings, Severity::error, "every account of this host may write it"));
    CHECK(advises(findings, "chmod 0640 " + kPath));
  }
}

TEST_CASE("one that its group may write, or others may read, is worth a warning") {
  CHECK(found(account_findings(of(0660)), Severity::warning, "its group may write it"));
  CHECK(found(account_findings(of(0664)), Severity::warning, "its group may write it"));
  CHECK(found(account_findings(of(0644)), Severity::warning, "may read the hashes"));
  CHECK(is_well(account_findings(of(0640))));
  CHECK(is_well(account_findings(of(0600))));
}

TEST_CASE("one of another account than root's and greyweb's is an error") {
  const Findings findings = account_findings(of(0640, kStranger));
  CHECK(found(findings, Severity::error, "belongs to another account"));
  CHECK(advises(findings, "chown root " + kPath));
  CHECK(is_well(account_findings(of(0640, kReader))));
}

TEST_CASE("one that a group may write that is not greyweb's is an error, to read a warning") {
  CHECK(is_well(account_findings(of(0640, 0, kReader))));
  CHECK(is_well(account_findings(of(0600, 0, kStranger))));
  const Findings read = account_findings(of(0640, 0, kStranger));
  CHECK(found(read, Severity::warning, "its group, which is not greyweb's, may read"));
  CHECK(advises(read, "chgrp greyweb " + kPath));
  const Findings written = account_findings(of(0660, 0, kStranger));
  CHECK(found(written, Severity::error, "its group, which is not greyweb's, may write"));
}

TEST_CASE("a directory in which others may put another file in its place is as bad") {
  const Findings open = of_directory(0777);
  CHECK(found(open, Severity::error, "may put another file in its place in /etc/greycache"));
  CHECK(advises(open, "chmod go-w /etc/greycache"));
  const Findings strange = of_directory(0755, kStranger);
  CHECK(found(strange, Severity::error, "another account than root may put another file"));
  CHECK(advises(strange, "chown root /etc/greycache"));
  const Findings grouped = of_directory(0775, 0, kStranger);
  CHECK(found(grouped, Severity::error, "its group, which is not greyweb's, may put another file"));
  CHECK(advises(grouped, "chmod g-w /etc/greycache"));
  CHECK(found(of_directory(0775, 0, kReader), Severity::warning, "its group may put another file"));
  CHECK(is_well(of_directory(01777)));
  CHECK(is_well(of_directory(0775)));
}

TEST_CASE("all that is wrong is told, and once what one command mends") {
  AccountFacts facts = of(0644, kStranger, kStranger);
  facts.place.directory.st_mode = S_IFDIR | 0775U;
  facts.place.directory.st_gid = kStranger;
  const Findings findings = account_findings(facts);
  CHECK(findings.all().size() == 4);
  CHECK(advises(findings, "chown root " + kPath));
  CHECK(advises(findings, "chmod g-w /etc/greycache"));
  CHECK(advises(findings, "chmod 0640 " + kPath));
  CHECK(advises(findings, "chgrp greyweb " + kPath));
  CHECK(account_findings(of(0666)).all().size() == 1);
}

}  // namespace greycache::account_checks_test
