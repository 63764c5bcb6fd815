// Lists that are old, wrong, or take for ever.
#include "greyctl/doctor/list_checks.h"

#include <doctest/doctest.h>

#include "greycache/config/settings.h"
#include "greyctl/doctor/list_look.h"
#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("lists of this year without a complaint are well") {
  CHECK(is_well(list_findings({{{"/etc/greycache/clients_ip_whitelist", 365}}, {}, {}, {}, {}})));
}

TEST_CASE("a list of more than a year ago") {
  CHECK(found(list_findings({{{"/etc/greycache/clients_ip_whitelist", 366}}, {}, {}, {}, {}}),
              Severity::warning, "is 366 days old"));
}

TEST_CASE("complaints are shown, and of many the first") {
  ListFacts facts;
  facts.complaints.assign(10, "clients_ip_whitelist:3: no network");
  CHECK(list_findings(facts).all().size() == 10);
  facts.complaints.emplace_back("clients_ip_whitelist:4: no network");
  CHECK(found(list_findings(facts), Severity::warning, "1 more of that kind"));
}

TEST_CASE("a pattern that runs away is found in each kind of list") {
  const TemporaryDirectory directory;
  directory.write("clients_ip_whitelist", "");
  directory.write("clients_fqdn_whitelist", "/^mail[0-9]+\\.example\\.com$/\n");
  directory.write("clients_fqdn_whitelist.local", "# mine\n/^(a+)+\\.slow\\.example$/\n");
  directory.write("recipients_whitelist.local", "/^(a+)+@slow\\.example$/\n");
  directory.write("senders_whitelist.local", "/^(1+)+@s$/\n/@(a+)+s$/ require = organisation\n");
  directory.write("smtp_server.regexp", "^mx\n");
  directory.write("dyn_fqdn.regexp", "^([0-9]+-?)+$\n");
  directory.write("discrimination.regexp", "helo_name =~ ^(([a-z])+.)+[A-Z]([a-z])+$\n");
  Settings settings;
  settings.conf_dir = directory.path();
  settings.state_dir = directory.path();
  settings.discrimination = true;
  const Findings findings = look_at_lists(settings);
  for (const char* place : {"clients_fqdn_whitelist.local:2: the pattern runs away",
                            "recipients_whitelist.local:1: the pattern runs away",
                            "senders_whitelist.local:1: the pattern runs away",
                            "senders_whitelist.local:2: the pattern runs away",
                            "dyn_fqdn.regexp:1: the pattern runs away",
                            "discrimination.regexp:1: the pattern runs away"}) {
    CAPTURE(std::string(place));
    CHECK(found(findings, Severity::warning, place));
  }
  CHECK_FALSE(found(findings, Severity::warning, "clients_fqdn_whitelist:1"));
  CHECK_FALSE(found(findings, Severity::warning, "smtp_server"));
}

TEST_CASE("a line that takes in strangers, and not as a complaint") {
  const TemporaryDirectory directory;
  directory.write("clients_fqdn_whitelist.local", "mx.example.org\n*.co.uk\n");
  Settings settings;
  settings.conf_dir = directory.path();
  settings.state_dir = directory.path();
  const Findings findings = look_at_lists(settings);
  CHECK(found(findings, Severity::warning,
              "clients_fqdn_whitelist.local:2: *.co.uk takes in a whole public suffix"));
}

TEST_CASE("senders that count whoever the client is are worth a note") {
  const TemporaryDirectory directory;
  directory.write("senders_whitelist.local", "a@shop.example\n@b.example require = organisation\n");
  Settings settings;
  settings.conf_dir = directory.path();
  settings.state_dir = directory.path();
  CHECK(found(look_at_lists(settings), Severity::note, "1 of its entries count"));
}

TEST_CASE("the Public Suffix List of the settings is read where a line asks for organisations") {
  const TemporaryDirectory directory;
  directory.write("senders_whitelist.local", "@shop.example require = organisation\n");
  Settings settings;
  settings.conf_dir = directory.path();
  settings.state_dir = directory.path();
  settings.public_suffix_list = directory.file("mine.dafsa");
  CHECK(found(look_at_lists(settings), Severity::warning, "mine.dafsa"));
}

TEST_CASE("the Public Suffix List") {
  CHECK(is_well(suffix_findings({false, {"/x", 5000}, "is not there"})));
  CHECK(is_well(suffix_findings({true, {"/x", 730}, ""})));
  CHECK(found(suffix_findings({true, {"/x", 731}, ""}), Severity::note, "is 731 days old"));
  CHECK(found(suffix_findings({true, {"/x", 0}, "/x is not there"}), Severity::warning, "/x is"));
}

}  // namespace greycache
