// Shows what an operator is told of a client's sources.
#include "greyctl/source_report.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

struct ConfDir {
  TemporaryDirectory directory;
  Settings settings;

  ConfDir() {
    settings.conf_dir = directory.file("");
    for (const char* name : {"clients_ip_whitelist", "clients_fqdn_whitelist"}) {
      directory.write(name, "");
    }
    directory.write("smtp_server.regexp", "^mx\\.");
    directory.write("dyn_fqdn.regexp", "^dsl\\.");
  }

  std::string report(const std::vector<std::string>& words) const {
    const auto report = source_report(settings, words);
    return report ? *report : "error: " + report.error();
  }
  bool says(const std::vector<std::string>& words, const std::string& text) const {
    const std::string said = report(words);
    CAPTURE(said);
    return said.find(text) != std::string::npos;
  }
};

}  // namespace

TEST_CASE("a host of a provider has its network and its organisation") {
  const ConfDir conf;
  const std::vector<std::string> words{"client_address=192.0.2.7", "client_name=out-a.pool.example",
                                       "sender=bounce@em7.shop.example"};
  CHECK(conf.report(words) ==
        "source: 192.0.2 (its network)\n"
        "organisation: pool.example (its verified name belongs to the organisation)\n"
        "source for this sender: pool.example@shop.example\n");
}

TEST_CASE("a host that is named as a mail server is told to stand apart") {
  const ConfDir conf;
  CHECK(conf.report({"client_address=192.0.2.7", "client_name=mx.pool.example"}) ==
        "source: 192.0.2 (its network)\n"
        "organisation: pool.example (its verified name belongs to the organisation)\n"
        "named as a mail server (smtp_server.regexp): stands apart from its other hosts\n");
}

TEST_CASE("without a sender no source is told for one") {
  const ConfDir conf;
  CHECK_FALSE(conf.says({"client_address=192.0.2.7", "client_name=out-a.pool.example"}, "sender"));
}

TEST_CASE("who has no organisation is told why") {
  const ConfDir conf;
  CHECK(conf.report({"client_address=192.0.2.7"}) ==
        "source: 192.0.2.7 (its address)\nno organisation: it has no verified name\n");
  CHECK(conf.says({"client_address=192.0.2.7", "client_name=192-0-2-7.isp.example"},
                  "it looks like a customer's machine: its address stands in the name"));
  CHECK(conf.says({"client_address=192.0.2.7", "client_name=dsl.isp.example"},
                  "it looks like a customer's machine: its name has a word of dyn_fqdn.regexp"));
  for (const char* name : {"localhost", "com", "co.uk", "2001:db8::7", "."}) {
    CHECK(conf.says({"client_address=192.0.2.7", std::string("client_name=") + name},
                    "no organisation: it has a name that belongs to no organisation: the name has "
                    "no registrable domain\n"));
  }
  CHECK(conf.says({"client_address=mail.pool.example", "client_name=out.pool.example"},
                  "no organisation: it has no address\n"));
}

TEST_CASE("a name counts in whatever case, with a dot at its end or in another script") {
  const ConfDir conf;
  for (const char* name : {"Out-A.Pool.Example", "out-a.pool.example."}) {
    CHECK(conf.says({"client_address=192.0.2.7", std::string("client_name=") + name},
                    "organisation: pool.example (its verified name belongs to the organisation)"));
  }
  CHECK(conf.says({"client_address=192.0.2.7", "client_name=mail.xn--mller-kva.example"},
                  "organisation: xn--mller-kva.example ("));
}

TEST_CASE("a client without a name is Postfix's unknown, whatever the greymethod") {
  ConfDir conf;
  for (const GreyMethod method : {GreyMethod::smart, GreyMethod::organisation}) {
    conf.settings.greymethod = method;
    const std::string said = conf.report({"client_address=192.0.2.7", "client_name=unknown"});
    CHECK(conf.report({"client_address=192.0.2.7"}) == said);
    CHECK(conf.report({"client_address=192.0.2.7", "client_name="}) == said);
  }
}

TEST_CASE("by another greymethod it has none, and the source is that method's") {
  ConfDir conf;
  conf.settings.greymethod = GreyMethod::full;
  CHECK(conf.report({"client_address=192.0.2.7", "client_name=out-a.pool.example"}) ==
        "source: 192.0.2.7 (its address)\nno organisation: greymethod is full\n");
}

TEST_CASE("a client on a whitelist is told so") {
  const ConfDir conf;
  conf.directory.write("clients_fqdn_whitelist", "*.pool.example\n");
  CHECK(conf.says({"client_address=192.0.2.7", "client_name=out-a.pool.example"},
                  "whitelisted, and not greylisted: clients_fqdn_whitelist:1: *.pool.example"));
}

TEST_CASE("an IPv6 client has its network") {
  const ConfDir conf;
  CHECK(conf.says({"client_address=2001:db8::7", "client_name=out-a.pool.example"},
                  "source: 2001:db8::/64 (its network)"));
}

TEST_CASE("words that are no attributes, or name no address, are refused") {
  const ConfDir conf;
  CHECK(conf.says({"192.0.2.7"}, "error: '192.0.2.7' is no attribute"));
  CHECK(conf.says({"client_name=a.example"}, "error: client_address= is missing"));
}

}  // namespace greycache
