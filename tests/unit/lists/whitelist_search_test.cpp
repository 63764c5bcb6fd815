// The line of a whitelist that a client stands on.
#include "greycache/config/lists/whitelist_search.h"

#include <doctest/doctest.h>

#include "tests/unit/lists/list_directory.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

std::string line_of(const ListDirectory& lists, std::string_view address,
                    const std::string& name = "") {
  return whitelisting_line(lists.path(), IpAddress::parse(address), name, kPatience)
      .value_or("none");
}

}  // namespace

TEST_CASE("the first line that holds a client is told, with its list") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "# shipped\n192.0.2.1\n198.51.100.0/24 # an office\n");
  lists.write("clients_ip_whitelist.local", "nonsense\n203.0.113\n");
  lists.write("clients_fqdn_whitelist.local", "\n/^mx[0-9]\\./\n*.example.org\n");
  CHECK(line_of(lists, "192.0.2.1") == "clients_ip_whitelist:2: 192.0.2.1");
  CHECK(line_of(lists, "198.51.100.7") == "clients_ip_whitelist:3: 198.51.100.0/24");
  CHECK(line_of(lists, "203.0.113.255") == "clients_ip_whitelist.local:2: 203.0.113");
  CHECK(line_of(lists, "192.0.2.2") == "none");
  CHECK(line_of(lists, "192.0.2.2", "a.example.org") ==
        "clients_fqdn_whitelist.local:3: *.example.org");
  CHECK(line_of(lists, "192.0.2.2", "mx1.example.org") ==
        "clients_fqdn_whitelist.local:2: /^mx[0-9]\\./");
  CHECK(line_of(lists, "192.0.2.2", "example.org") == "none");
}

TEST_CASE("all lines that hold a client are told, in the order of the files") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "192.0.2.1\n192.0.2\n");
  lists.write("clients_fqdn_whitelist.local", "*.example.org\na.example.org\nb.example.org\n");
  const auto lines_for = [&](std::size_t most) {
    return whitelisting_lines(lists.path(), IpAddress::parse("192.0.2.1"), "a.example.org",
                              kPatience, most);
  };
  const ListedLines all = lines_for(9);
  CHECK(all.whole);
  REQUIRE(all.lines.size() == 4);
  CHECK(all.lines[1].shown() == "clients_ip_whitelist:2: 192.0.2");
  CHECK(all.lines[3].shown() == "clients_fqdn_whitelist.local:2: a.example.org");
  CHECK(lines_for(2).lines.size() == 2);
}

TEST_CASE("where as many are found as are wanted it is told that lines are left") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "192.0.2.1\n192.0.2\n");
  lists.write("recipients_whitelist.local", "a@b.example\n@b.example\n");
  const auto clients = [&](std::size_t most) {
    return whitelisting_lines(lists.path(), IpAddress::parse("192.0.2.1"), "", kPatience, most);
  };
  const auto recipients = [&](std::size_t most) {
    return whitelisting_addresses(lists.path(), Addressee::recipient, "a@b.example", kPatience,
                                  most);
  };
  CHECK_FALSE(clients(1).whole);
  CHECK(clients(2).whole);
  CHECK(clients(2).lines.size() == 2);
  CHECK_FALSE(recipients(1).whole);
  CHECK(recipients(1).lines.size() == 1);
  CHECK(recipients(2).whole);
}

TEST_CASE("who has no patience is told that not all was looked at") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "192.0.2.1\n");
  const ListedLines found = whitelisting_lines(lists.path(), IpAddress::parse("192.0.2.1"), "",
                                               std::chrono::milliseconds(-1));
  CHECK_FALSE(found.whole);
  CHECK(found.lines.empty());
}

TEST_CASE("the lines that hold a recipient or a sender are told") {
  const ListDirectory lists;
  lists.write("recipients_whitelist", "abuse@\npostmaster@\n");
  lists.write("recipients_whitelist.local", "/^post/\n");
  lists.write("senders_whitelist.local", "@a.example require = organisation\nx@a.example\n");
  const auto found =
      whitelisting_addresses(lists.path(), Addressee::recipient, "Postmaster@b.example", kPatience);
  REQUIRE(found.lines.size() == 2);
  CHECK(found.lines[0].place.shown() == "recipients_whitelist:2: postmaster@");
  CHECK(found.lines[1].place.shown() == "recipients_whitelist.local:1: /^post/");
  const auto senders =
      whitelisting_addresses(lists.path(), Addressee::sender, "x@a.example", kPatience).lines;
  REQUIRE(senders.size() == 2);
  CHECK(senders[0].of_organisation);
  CHECK_FALSE(senders[1].of_organisation);
}

TEST_CASE("why a mail is whitelisted is told by its client, its recipient, or its sender") {
  const ListDirectory lists;
  lists.write("clients_ip_whitelist", "192.0.2.1\n");
  lists.write("recipients_whitelist", "postmaster@\n");
  lists.write("senders_whitelist.local", "@a.example require = organisation\nx@a.example\n");
  const auto reason = [&](std::string_view text) {
    PolicyRequest request;
    request.parse(text);
    return whitelisting_reason(lists.path(), request, kPatience);
  };
  CHECK(reason("client_address=192.0.2.1\nrecipient=postmaster@b\n") ==
        "the client is on a whitelist: clients_ip_whitelist:1: 192.0.2.1");
  CHECK(reason("client_address=192.0.2.2\nrecipient=postmaster@b\nsender=x@a.example\n") ==
        "the recipient is on a whitelist: recipients_whitelist:1: postmaster@");
  CHECK(reason("client_address=192.0.2.2\nrecipient=c@b\nsender=x@a.example\n") ==
        "the sender is on a whitelist: senders_whitelist.local:2: x@a.example");
  CHECK(reason("client_address=192.0.2.2\nrecipient=c@b\nsender=y@a.example\n") ==
        "the sender is on a whitelist: senders_whitelist.local:1: @a.example require = "
        "organisation");
  CHECK(reason("client_address=192.0.2.2\nrecipient=c@b\nsender=y@b.example\n") ==
        "the mail is on a whitelist that is in force");
}

TEST_CASE("where there are no lists there is no line") {
  const ListDirectory lists;
  CHECK(line_of(lists, "192.0.2.1") == "none");
}

}  // namespace greycache
