// Lines of master.cf, and the accounts of a host.
#include "greyctl/doctor/service_checks.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>

#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/greyctl/doctor/postfix_host.h"

namespace greycache::service_checks_test {

namespace {

constexpr uid_t kGreycache = 110;
constexpr uid_t kPostfix = 105;

HelperFacts good_host() {
  HelperFacts facts;
  facts.account = Account{"greycache", kGreycache, {kGreycache}};
  facts.smtpd = Account{"postfix", kPostfix, {kPostfix}};
  facts.executable = true;
  facts.socket.steps = {
      {"/", 0, 0, S_IFDIR | 0755, "root:root"},
      {"/run", 0, 0, S_IFDIR | 0755, "root:root"},
      {"/run/greycache", kGreycache, kGreycache, S_IFDIR | 0750, "greycache:greycache"},
      {"/run/greycache/policy.sock", kGreycache, kGreycache, S_IFSOCK | 0660,
       "greycache:greycache"}};
  return facts;
}

Findings of(const PostfixState& state, const HelperFacts& host = good_host(),
            const Settings& settings = {}) {
  return service_findings(state, ours_of(state), host, settings);
}

Findings of_entry(const std::string& line, const HelperFacts& host = good_host()) {
  return of(with_service(postfix_host(), "greypolicy", line), host);
}

constexpr const char* kProgram =
    "argv=/usr/libexec/greycache/policy-helper --socket /run/greycache/policy.sock";

std::string entry(const std::string& columns, const std::string& user = "greycache") {
  return "greypolicy unix " + columns + " spawn user=" + user + " " + kProgram;
}

}  // namespace

TEST_CASE("the service that greyctl postfix makes is well") {
  CHECK(is_well(of(postfix_host())));
  CHECK(is_well(of_entry(kServiceOfHost.entry())));
}

TEST_CASE("a check whose service is not in master.cf") {
  auto state = postfix_host();
  state.services.pop_back();
  CHECK(found(of(state), Severity::error, "master.cf has no such service"));
}

TEST_CASE("columns of the service") {
  CHECK(found(of_entry(entry("- - n - 0")), Severity::error, "column unpriv"));
  CHECK(found(of_entry(entry("- n y - 0")), Severity::error, "is chrooted"));
  CHECK(is_well(of_entry(entry("- n - - 0"))));
  CHECK(found(of_entry(entry("- n n - -")), Severity::warning, "may have 100 processes"));
  CHECK(found(of_entry(entry("- n n - 20")), Severity::warning, "may have 20 processes"));
}

TEST_CASE("the account of policy-helper") {
  for (const char* user : {"root", "postfix", "postfix:greycache"}) {
    CAPTURE(user);
    CHECK(found(of_entry(entry("- n n - 0", user)), Severity::error, "neither root nor"));
  }
  auto nobody = good_host();
  nobody.account = std::nullopt;
  CHECK(found(of_entry(entry("- n n - 0", "greyy"), nobody), Severity::error,
              "user=greyy, which is no account"));
}

TEST_CASE("an account that may not open the socket") {
  auto host = good_host();
  host.account = Account{"nobody", 65534, {65534}};
  CHECK(found(of_entry(entry("- n n - 0", "nobody"), host), Severity::error,
              "nobody may not enter /run/greycache (mode 0750, greycache:greycache)"));
  host.account->groups = {kGreycache};
  CHECK(is_well(of_entry(entry("- n n - 0", "nobody:greycache"), host)));
  host.socket.steps.back().mode = S_IFSOCK | 0600;
  CHECK(found(of_entry(entry("- n n - 0", "nobody:greycache"), host), Severity::error,
              "nobody may not open /run/greycache/policy.sock (mode 0600"));
}

TEST_CASE("a helper that is not there, or asks elsewhere") {
  auto host = good_host();
  host.executable = false;
  CHECK(found(of(postfix_host(), host), Severity::error, "policy-helper, which is not there"));
  Settings settings;
  settings.socket = "/run/other.sock";
  CHECK(found(of(postfix_host(), good_host(), settings), Severity::error,
              "asks /run/greycache/policy.sock, and the daemon listens on /run/other.sock"));
  const std::string start = "greypolicy unix - n n - 0 spawn user=greycache argv=";
  CHECK(found(of_entry(start + "/x/policy-helper"), Severity::error, "without --socket"));
  CHECK(is_well(of_entry(start + "/x/policy-helper --socket=/run/greycache/policy.sock")));
  CHECK(is_well(of_entry(start + "/x/script")));
}

TEST_CASE("a daemon that does not run is no matter of rights") {
  auto host = good_host();
  host.socket.steps.pop_back();
  host.socket.path = "/run/greycache/policy.sock";
  host.socket.error = ENOENT;
  CHECK(is_well(of(postfix_host(), host)));
}

TEST_CASE("the time limit of spawn") {
  CHECK(found(of(postfix_host({{"greypolicy_time_limit", "1000s"}})), Severity::warning,
              "greypolicy_time_limit is 1000s"));
  CHECK(is_well(of(postfix_host({{"greypolicy_time_limit", "1001s"}}))));
  CHECK(is_well(of(postfix_host({{"greypolicy_time_limit", "1h"}}))));
}

TEST_CASE("more smtpd than connections") {
  Settings settings;
  settings.max_connections = 99;
  CHECK(found(of(postfix_host(), good_host(), settings), Severity::warning, "start 100 smtpd"));
  settings.max_connections = 100;
  CHECK(is_well(of(postfix_host(), good_host(), settings)));
  const std::string submission = "submission inet n - y - 50 smtpd\n";
  CHECK(found(of(postfix_host({}, submission), good_host(), settings), Severity::warning,
              "start 150 smtpd"));
  CHECK(found(of(postfix_host({}, "25 inet n - y - 0 smtpd\n"), good_host(), settings),
              Severity::warning, "any number of smtpd"));
}

TEST_CASE("a daemon that is asked without a helper") {
  const ParametersOfHost direct{{"smtpd_recipient_restrictions",
                                 "permit_mynetworks, reject_unauth_destination, "
                                 "check_policy_service unix:/run/greycache/policy.sock"}};
  CHECK(found(of(postfix_host(direct)), Severity::error, "smtp/inet is chrooted"));
  const auto free = with_service(postfix_host(direct), "smtp", "smtp inet n - n - - smtpd");
  CHECK(found(of(free), Severity::error, "postfix may not enter /run/greycache"));
  auto host = good_host();
  host.smtpd->groups.push_back(kGreycache);
  CHECK(is_well(of(free, host)));
}

}  // namespace greycache::service_checks_test
