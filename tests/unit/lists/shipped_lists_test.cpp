// Shows that the lists we ship are right and recognise what they are meant to.
#include <doctest/doctest.h>

#include "greycache/config/lists/list_files.h"
#include "tests/unit/shipped_lists.h"

namespace greycache {

namespace {

ListFiles shipped() {
  return ListFiles(shipped_lists(), kDebianSuffixList);
}

enum class Kind : std::uint8_t { smtp_server, dynamic, neither };

Kind kind_of(const SmartPatterns& patterns, const char* client_name) {
  if (patterns.is_smtp_server(client_name)) return Kind::smtp_server;
  return patterns.is_dynamic(client_name) ? Kind::dynamic : Kind::neither;
}

}  // namespace

TEST_CASE("every shipped file is there and every line of it is right") {
  ListFiles files = shipped();
  Rules rules;
  rules.discrimination = true;
  for (const ListNotice& notice : files.reload_all(rules)) FAIL_CHECK(notice.text);
  CHECK(files.current()->whitelist->size() > 10);
  CHECK(files.current()->discrimination->size() == 5);
}

TEST_CASE(
    "Microsoft's and Google's outbound hosts are known by address where no name is verified") {
  ListFiles files = shipped();
  files.reload_all(Rules{});
  const auto listed = [&](const char* address) {
    return files.current()->whitelist->holds(address, "unknown");
  };
  for (const char* seen : {"40.107.113.124", "52.101.66.27", "104.47.17.105", "209.85.208.43",
                           "2a01:111:f400:7e88::61b", "2a01:111:f403:c10c::1"}) {
    CHECK_MESSAGE(listed(seen), seen);
  }
  for (const char* other :
       {"40.108.0.1", "52.103.128.1", "104.47.128.1", "209.85.127.255", "2a01:111:f402::1",
        "2a01:111:f403:e000::1", "2607:f8b0:4864:20::12d"}) {
    CHECK_MESSAGE(!listed(other), other);
  }
}

// Vectors 38 to 44 of the reference: names of a host 192.0.2.10.
TEST_CASE("the shipped patterns tell mail servers from access lines") {
  ListFiles files = shipped();
  files.reload_all(Rules{});
  const SmartPatterns& patterns = *files.current()->smart_patterns;
  for (const char* name : {"mail.ex.com", "MAIL.EX.COM", "mx.k.com", "mailout12.ex.com",
                           "dhcp-mail.isp.net", "pool-10.smtp.isp.net"}) {
    CHECK_MESSAGE(kind_of(patterns, name) == Kind::smtp_server, name);
  }
  for (const char* name : {"adsl.isp.net", "static.ex.com", "user7.ex.com", "xhome.ex.com",
                           "dsl.k.com", "DHCP-1.isp.net"}) {
    CHECK_MESSAGE(kind_of(patterns, name) == Kind::dynamic, name);
  }
  for (const char* name : {"web7.ex.com", "host-192-0-2-10.isp.net", "x010.isp.net", "p10.isp.net",
                           "pc10.isp.net", "cm10.isp.net", "110.isp.net", "q10.isp.net", "10",
                           "a.10", "mx", "home", "", "Unknown", "a1.b.c", "x1.b.c"}) {
    CHECK_MESSAGE(kind_of(patterns, name) == Kind::neither, name);
  }
}

TEST_CASE("a site without pattern files has the same ones compiled in") {
  ListFiles files = shipped();
  const auto compiled_in = files.current()->smart_patterns;
  files.reload_all(Rules{});
  const auto read = files.current()->smart_patterns;
  for (const char* name : {"mail.ex.com", "adsl.isp.net", "web7.ex.com", "xhome.ex.com", "mx"}) {
    CHECK_MESSAGE(kind_of(*compiled_in, name) == kind_of(*read, name), name);
  }
}

TEST_CASE("the shipped discrimination rules find what is suspicious") {
  ListFiles files = shipped();
  files.reload_all(Rules{});
  const auto rule = [&](std::string_view text) {
    PolicyRequest request;
    request.parse(text);
    return files.current()->discrimination->first_match(request);
  };
  CHECK(rule("client_name=unknown\n") == 1);
  CHECK(rule("client_name=mx.a\nhelo_name=localhost\n") == 2);
  CHECK(rule("client_name=mx.a\nhelo_name=192.0.2.1\n") == 3);
  CHECK(rule("client_name=DSL-10.isp.net\nhelo_name=mx.a\n") == 4);
  CHECK(rule("client_name=mx.a\nhelo_name=mx.a\nrecipient=Info@d.org\n") == 5);
  CHECK(rule("client_name=mx.a\nhelo_name=[192.0.2.1]\nrecipient=joe@d.org\n") == std::nullopt);
}

}  // namespace greycache
