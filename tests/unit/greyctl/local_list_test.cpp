// A line more in a list, once, and nothing else of the list changed.
#include "greyctl/local_list.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

#include "greycache/policy/lists/list_text.h"
#include "tests/unit/temporary_directory.h"

using namespace greycache;

namespace {

using Kind = LocalListError::Kind;

constexpr UnixTime kDay = 1'760'000'000;  // 2025-10-09

struct Lists {
  std::string add(const std::string& whom, const std::string& why = "") {
    const auto entry = list_entry_of(whom);
    REQUIRE(entry);
    const auto added = add_local_line(conf_dir, *entry, why, kDay);
    if (added) return *added;
    kind = added.error().kind;
    return "refused: " + added.error().message;
  }
  RemovedLines remove(const std::string& whom) {
    const auto removed = remove_local_line(conf_dir, *list_entry_of(whom));
    REQUIRE(removed);
    return *removed;
  }
  TemporaryDirectory directory;
  std::string conf_dir = directory.path();
  std::optional<Kind> kind;
};

}  // namespace

TEST_CASE("a line is added behind the others, with the day and why") {
  Lists lists;
  lists.directory.write("clients_ip_whitelist.local", "# mine\n192.0.2.1");
  CHECK(lists.add("198.51.100.9", "ticket 4711") == "clients_ip_whitelist.local:4");
  CHECK(lists.directory.read("clients_ip_whitelist.local") ==
        "# mine\n192.0.2.1\n# 2025-10-09, greyctl allow: ticket 4711\n198.51.100.9\n");
  CHECK(lists.add("Mail.Sender.example") == "clients_fqdn_whitelist.local:2");
  CHECK(lists.directory.read("clients_fqdn_whitelist.local") ==
        "# 2025-10-09, greyctl allow\nmail.sender.example\n");
}

TEST_CASE("a list that is full takes no line that it would leave out") {
  Lists lists;
  std::string full;
  for (std::size_t i = 0; i < ListAllowance::kMostLines; ++i) full += "192.0.2.1\n";
  lists.directory.write("clients_ip_whitelist.local", full);
  CHECK(lists.add("198.51.100.9").find("holds 1000000 lines, as many as a list may") !=
        std::string::npos);
  CHECK(lists.directory.read("clients_ip_whitelist.local") == full);
}

TEST_CASE("what a list lets through already is refused, by a wider line and by the shipped list") {
  Lists lists;
  lists.directory.write("clients_ip_whitelist", "192.0.2\n2001:db8::/32\n");
  lists.directory.write("clients_fqdn_whitelist.local", "*.pool.example\nmail.one.example\n");
  for (const char* whom :
       {"192.0.2.7", "192.0.2.0/24", "192.0.2.0/25", "2001:db8:1::/48", "a.pool.example",
        "*.pool.example", "*.b.pool.example", "mail.one.example"}) {
    INFO(whom);
    CHECK(lists.add(whom).find("is let through already") != std::string::npos);
    CHECK(lists.kind == Kind::there_already);
  }
  CHECK(lists.directory.read("clients_ip_whitelist.local").empty());
  for (const char* whom :
       {"192.0.3.7", "192.0.0.0/16", "2001:db9::1", "pool.example", "*.one.example"}) {
    INFO(whom);
    CHECK(lists.add(whom).find(".local:") != std::string::npos);
  }
  CHECK(lists.add("192.0.3.7").find("clients_ip_whitelist.local:2") != std::string::npos);
}

TEST_CASE("a sender goes into the list of senders") {
  Lists lists;
  CHECK(lists.add("News@Shop.example") == "senders_whitelist.local:2");
  CHECK(lists.add("@other.example") == "senders_whitelist.local:4");
  for (const char* whom :
       {"news@shop.example", "@other.example", "@sub.other.example", "a@mail.other.example"}) {
    INFO(whom);
    CHECK(lists.add(whom).find("is let through already") != std::string::npos);
  }
  CHECK(lists.add("@shop.example") == "senders_whitelist.local:6");
  lists.directory.write("senders_whitelist.local", "@own.example require = organisation\n");
  CHECK(lists.add("@own.example") == "senders_whitelist.local:3");
}

TEST_CASE("a comment of two lines is refused") {
  Lists lists;
  CHECK(lists.add("192.0.2.1", "one\ntwo").starts_with("refused: "));
  CHECK(lists.kind == Kind::written_wrong);
  CHECK(lists.directory.read("clients_ip_whitelist.local").empty());
}

TEST_CASE("what was added is taken out again with its comment, and nothing else") {
  Lists lists;
  const std::string own = "# mine\n198.51.100.7  # a comment\n# 2025\n";
  lists.directory.write("clients_ip_whitelist.local", own);
  lists.add("192.0.2.1", "ticket 4711");
  lists.add("192.0.2.2");
  CHECK(lists.remove("192.0.2.1").taken == "clients_ip_whitelist.local:5");
  CHECK(lists.directory.read("clients_ip_whitelist.local") ==
        own + "# 2025-10-09, greyctl allow\n192.0.2.2\n");
  CHECK(lists.remove("192.0.2.2").taken == "clients_ip_whitelist.local:5");
  CHECK(lists.directory.read("clients_ip_whitelist.local") == own);
  CHECK(lists.remove("192.0.2.2").taken.empty());
  CHECK(lists.remove("198.51.100.7").taken == "clients_ip_whitelist.local:2");
  CHECK(lists.directory.read("clients_ip_whitelist.local") == "# mine\n# 2025\n");
}

TEST_CASE("every line that says the same is taken out, however it is written") {
  Lists lists;
  lists.directory.write("clients_ip_whitelist.local", "192.0.2\n192.0.2.0/24\n192.0.3");
  CHECK(lists.remove("192.0.2.0/24").taken ==
        "clients_ip_whitelist.local:1, clients_ip_whitelist.local:2");
  CHECK(lists.remove("192.0.3").taken == "clients_ip_whitelist.local:1");
  CHECK(lists.directory.read("clients_ip_whitelist.local").empty());
  lists.directory.write("senders_whitelist.local",
                        "@Shop.example require = organisation\na@shop.example\n");
  CHECK(lists.remove("@shop.example").taken == "senders_whitelist.local:1");
  CHECK(lists.directory.read("senders_whitelist.local") == "a@shop.example\n");
}

TEST_CASE("a wider line and the shipped list are left, and it is said that they let through") {
  Lists lists;
  lists.directory.write("clients_ip_whitelist", "192.0.2.1\n");
  lists.directory.write("clients_fqdn_whitelist.local", "*.pool.example\na.pool.example\n");
  CHECK(lists.remove("192.0.2.1").taken.empty());
  CHECK(lists.remove("192.0.2.1").left == lists.conf_dir + "/clients_ip_whitelist:1");
  CHECK(lists.directory.read("clients_ip_whitelist") == "192.0.2.1\n");
  const RemovedLines removed = lists.remove("a.pool.example");
  CHECK(removed.taken == "clients_fqdn_whitelist.local:2");
  CHECK(removed.left == lists.conf_dir + "/clients_fqdn_whitelist.local:1");
  CHECK(lists.remove("*.pool.example").left.empty());
}

TEST_CASE("the mode of the list stays, and that of the shipped one is taken for a fresh list") {
  Lists lists;
  lists.directory.write("clients_ip_whitelist", "# shipped\n");
  chmod((lists.conf_dir + "/clients_ip_whitelist").c_str(), 0640);
  lists.add("192.0.2.1");
  struct stat status {};
  REQUIRE(stat((lists.conf_dir + "/clients_ip_whitelist.local").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  chmod((lists.conf_dir + "/clients_ip_whitelist.local").c_str(), 0600);
  lists.add("192.0.2.2");
  REQUIRE(stat((lists.conf_dir + "/clients_ip_whitelist.local").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a list that is a symbolic link stays one, and what it leads to has the line") {
  Lists lists;
  const TemporaryDirectory elsewhere;
  elsewhere.write("managed", "# managed\n");
  const std::string link = lists.conf_dir + "/clients_ip_whitelist.local";
  std::filesystem::create_symlink(elsewhere.file("managed"), link);
  CHECK(lists.add("192.0.2.1") == "clients_ip_whitelist.local:3");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(elsewhere.read("managed") == "# managed\n# 2025-10-09, greyctl allow\n192.0.2.1\n");
}

TEST_CASE("a symbolic link that leads nowhere stays, and it is said") {
  Lists lists;
  const std::string link = lists.conf_dir + "/clients_ip_whitelist.local";
  std::filesystem::create_symlink("nowhere", link);
  CHECK(lists.add("192.0.2.1").find("cannot follow " + link) != std::string::npos);
  CHECK(lists.kind == Kind::cannot_write);
  CHECK(std::filesystem::is_symlink(link));
}

TEST_CASE("where there is no such directory nothing is written, and it is said") {
  Lists lists;
  lists.conf_dir += "/nowhere";
  CHECK(lists.add("192.0.2.1").find("cannot open") != std::string::npos);
  CHECK(lists.kind == Kind::cannot_write);
}
