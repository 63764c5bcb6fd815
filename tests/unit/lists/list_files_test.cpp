// Shows which lists hold while the files of conf_dir change.
#include "greycache/config/lists/list_files.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/lists/list_directory.h"

namespace greycache {

namespace {

// A conf_dir with every static file, so that nothing is missing.
class ConfDir : public ListDirectory {
 public:
  ConfDir() {
    write("clients_ip_whitelist", "10.0.0.1\n");
    write("clients_fqdn_whitelist", "*.static.example\n");
    write("smtp_server.regexp", "^mx\\.");
    write("dyn_fqdn.regexp", "^dsl\\.");
    write("discrimination.regexp", "client_name =~ ^unknown$\n");
  }
};

bool lists_address(const ListFiles& files, const char* address) {
  return files.current()->whitelist->holds(address, "unknown");
}

bool lists_name(const ListFiles& files, const char* name) {
  return files.current()->whitelist->holds("203.0.113.1", name);
}

std::ptrdiff_t count(const std::vector<ListNotice>& notices, ListEvent event) {
  return std::count_if(notices.begin(), notices.end(),
                       [event](const ListNotice& notice) { return notice.event == event; });
}

Rules discriminating() {
  Rules rules;
  rules.discrimination = true;
  return rules;
}

std::optional<int> first_match(const ListFiles& files, std::string_view request_text) {
  PolicyRequest request;
  request.parse(request_text);
  return files.current()->discrimination->first_match(request);
}

}  // namespace

TEST_CASE("the panel's rules come behind those of conf_dir, and each is told by its own file") {
  const ConfDir directory;
  const ListDirectory of_panel;
  directory.write("discrimination.regexp", "client_name =~ ^unknown$\nhelo_name =~ [\n");
  of_panel.write("discrimination.regexp", "# ours\nsender =~ (\nsender =~ ^robot@\n");
  ListFiles files(directory.path(), kDebianSuffixList, of_panel.path());
  const auto notices = files.reload_all(discriminating());
  const auto told = [&](std::string_view words) {
    return std::ranges::any_of(
        notices, [&](const ListNotice& notice) { return notice.text.starts_with(words); });
  };
  CHECK(told("discrimination.regexp:2: "));
  CHECK(told("panel/discrimination.regexp:2: "));
  CHECK(count(notices, ListEvent::wrong) == 2);
  CHECK(first_match(files, "client_name=unknown\n") == 1);
  CHECK(first_match(files, "sender=robot@x.example\n") == 4);
  CHECK(first_match(files, "sender=anna@x.example\n") == std::nullopt);
}

TEST_CASE("before anything is read the lists are empty and the patterns as shipped") {
  const ListFiles files("/nonexistent", kDebianSuffixList);
  CHECK_FALSE(lists_address(files, "10.0.0.1"));
  CHECK(files.current()->smart_patterns->is_smtp_server("mail.example.com"));
  CHECK(files.current()->smart_patterns->is_dynamic("adsl.example.com"));
  CHECK(first_match(files, "client_name=unknown\n") == std::nullopt);
}

TEST_CASE("the Public Suffix List is read where the rules use it, and libpsl's stands in") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  const auto before = files.current()->suffix_list;
  CHECK(before->registrable_domain("a.b.co.uk") == "b.co.uk");
  files.set_suffix_list(directory.path() + "/none");
  CHECK(files.reload_all({}).empty());
  CHECK(files.current()->suffix_list == before);
  Rules rules;
  rules.greymethod = GreyMethod::organisation;
  const auto notices = files.reload_all(rules);
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].event == ListEvent::missing);
  CHECK(notices[0].text.find("stands in") != std::string::npos);
  CHECK(files.current()->suffix_list != before);
  CHECK(files.current()->suffix_list->registrable_domain("a.b.co.uk") == "b.co.uk");
  files.set_suffix_list(std::string(kDebianSuffixList));
  CHECK(files.reload_all(rules).empty());
  CHECK(files.current()->suffix_list->registrable_domain("a.b.co.uk") == "b.co.uk");
}

TEST_CASE("all files of conf_dir are read, without a word where all are right") {
  const ConfDir directory;
  directory.write("clients_ip_whitelist.local", "10.0.0.2\n");
  directory.write("clients_fqdn_whitelist.local", "mx.local.example\n");
  ListFiles files(directory.path(), kDebianSuffixList);
  CHECK(files.reload_all(discriminating()).empty());
  CHECK(lists_address(files, "10.0.0.1"));
  CHECK(lists_address(files, "10.0.0.2"));
  CHECK(lists_name(files, "a.static.example"));
  CHECK(lists_name(files, "mx.local.example"));
  CHECK_FALSE(lists_name(files, "mx.other.example"));
  CHECK(files.current()->smart_patterns->is_smtp_server("MX.example"));
  CHECK_FALSE(files.current()->smart_patterns->is_smtp_server("mail.example"));
  CHECK(files.current()->smart_patterns->is_dynamic("dsl.example"));
  CHECK(first_match(files, "client_name=unknown\n") == 1);
}

TEST_CASE("missing files are told where the rules need them") {
  const ListDirectory directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  CHECK(count(files.reload_all(Rules{}), ListEvent::missing) == 4);
  Rules full = discriminating();
  full.greymethod = GreyMethod::full;
  const auto notices = files.reload_all(full);
  CHECK(count(notices, ListEvent::missing) == 3);
  CHECK(notices.back().text == directory.file("discrimination.regexp") +
                                   ": there is no such file; no rule matches, so nothing is "
                                   "greylisted");
  CHECK(files.current()->smart_patterns->is_smtp_server("mail.example.com"));
}

TEST_CASE("whitelists of recipients and senders take effect by themselves, and may be missing") {
  using Held = AddressWhitelist::Held;
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  const auto recipient = [&] { return files.current()->recipients->held("postmaster@a.example"); };
  const auto sender = [&] { return files.current()->senders->held("a@a.example"); };
  CHECK(files.current()->recipients->empty());
  CHECK(files.reload_all({}).empty());
  CHECK(recipient() == Held::no);
  directory.write("recipients_whitelist", "postmaster@\n");
  CHECK(files.check_changed().empty());
  CHECK(files.reload_all({}).empty());
  CHECK(recipient() == Held::always);
  directory.write("senders_whitelist.local", "@a.example require = organisation\n");
  directory.write("recipients_whitelist.local", "@b.example\n");
  CHECK(count(files.check_changed(), ListEvent::read) == 2);
  CHECK(sender() == Held::of_organisation);
  CHECK(recipient() == Held::always);
  CHECK(files.current()->recipients->held("x@b.example") == Held::always);
  CHECK(lists_address(files, "10.0.0.1"));
  directory.write("senders_whitelist.local", "a.example\n");
  CHECK(count(files.check_changed(), ListEvent::wrong) == 1);
  CHECK(sender() == Held::no);
}

TEST_CASE("the Public Suffix List is read once a line asks for it") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.set_suffix_list("/nonexistent");
  CHECK(count(files.reload_all({}), ListEvent::missing) == 0);
  directory.write("senders_whitelist.local", "@a.example\n");
  CHECK(count(files.check_changed(), ListEvent::missing) == 0);
  directory.write("senders_whitelist.local", "@a.example require = organisation\n");
  CHECK(count(files.check_changed(), ListEvent::missing) == 1);
  directory.write("senders_whitelist.local", "@b.example require = organisation\n");
  CHECK(count(files.check_changed(), ListEvent::missing) == 0);
  CHECK(count(files.reload_all({}), ListEvent::missing) == 1);
}

TEST_CASE("local files take effect by themselves: made, changed, replaced, removed") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(Rules{});
  CHECK(files.check_changed().empty());
  directory.write("clients_ip_whitelist.local", "10.0.0.2\n");
  CHECK(count(files.check_changed(), ListEvent::read) == 1);
  CHECK(lists_address(files, "10.0.0.2"));
  CHECK(files.check_changed().empty());
  directory.write("clients_ip_whitelist.local", "10.0.0.3\n");
  CHECK(count(files.check_changed(), ListEvent::read) == 1);
  CHECK_FALSE(lists_address(files, "10.0.0.2"));
  directory.replace("clients_ip_whitelist.local", "10.0.0.4\n");
  directory.write("clients_fqdn_whitelist.local", "mx.local.example\n");
  CHECK(count(files.check_changed(), ListEvent::read) == 2);
  CHECK(lists_address(files, "10.0.0.4"));
  CHECK(lists_name(files, "mx.local.example"));
  directory.remove("clients_ip_whitelist.local");
  CHECK(count(files.check_changed(), ListEvent::read) == 1);
  CHECK_FALSE(lists_address(files, "10.0.0.4"));
  CHECK(lists_address(files, "10.0.0.1"));
  CHECK(lists_name(files, "mx.local.example"));
}

TEST_CASE("the other files take effect when all are reloaded") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(discriminating());
  directory.write("clients_ip_whitelist", "10.0.0.9\n");
  directory.write("clients_fqdn_whitelist", "new.static.example\n");
  directory.write("smtp_server.regexp", "^mail\\.");
  directory.write("discrimination.regexp", "helo_name !~ \\.\n");
  CHECK(files.check_changed().empty());
  CHECK(lists_address(files, "10.0.0.1"));
  CHECK(files.reload_all(discriminating()).empty());
  CHECK_FALSE(lists_address(files, "10.0.0.1"));
  CHECK(lists_address(files, "10.0.0.9"));
  CHECK(lists_name(files, "new.static.example"));
  CHECK(files.current()->smart_patterns->is_smtp_server("mail.example"));
  CHECK_FALSE(files.current()->smart_patterns->is_smtp_server("mx.example"));
  CHECK(first_match(files, "client_name=unknown\nhelo_name=a.b\n") == std::nullopt);
  CHECK(first_match(files, "helo_name=a\n") == 1);
}

TEST_CASE("a wrong line is told with its file and number and the others hold") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(Rules{});
  directory.write("clients_fqdn_whitelist.local", "good.example.com\n/foo(/\n*.fine.example\n");
  const auto notices = files.check_changed();
  REQUIRE(count(notices, ListEvent::wrong) == 1);
  CHECK(notices.back().text.starts_with("clients_fqdn_whitelist.local:2: \"foo(\""));
  CHECK(lists_name(files, "good.example.com"));
  CHECK(lists_name(files, "a.fine.example"));
  CHECK(count(files.reload_all(Rules{}), ListEvent::wrong) == 1);
}

TEST_CASE("a line that takes in strangers is told with its file and number, and holds") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  directory.write("clients_ip_whitelist.local", "10.0.0.0/8\n0.0.0.0/0\n");
  directory.write("senders_whitelist.local", "\n@com\n");
  directory.write("dyn_fqdn.regexp", "# any\n.");
  const auto notices = files.reload_all(Rules{});
  REQUIRE(count(notices, ListEvent::wide) == 3);
  CHECK(count(notices, ListEvent::wrong) == 0);
  CHECK(notices[0].text ==
        "clients_ip_whitelist.local:2: 0.0.0.0/0 takes in a network wider than a /12");
  CHECK(notices[1].text == "dyn_fqdn.regexp:2: . takes in nearly any name");
  CHECK(notices[2].text.starts_with("senders_whitelist.local:2: @com takes in"));
  CHECK(lists_address(files, "192.0.2.1"));
  directory.write("clients_fqdn_whitelist.local", "/e/\n");
  CHECK(count(files.check_changed(), ListEvent::wide) == 1);
}

TEST_CASE("a file that cannot be read keeps its old content and is told once") {
  const ConfDir directory;
  directory.write("clients_ip_whitelist.local", "10.0.0.2\n");
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(Rules{});
  directory.make_unreadable("clients_ip_whitelist.local");
  CHECK(count(files.check_changed(), ListEvent::unreadable) == 1);
  CHECK(files.check_changed().empty());
  CHECK(lists_address(files, "10.0.0.2"));
  CHECK(count(files.reload_all(Rules{}), ListEvent::unreadable) == 1);
  CHECK(lists_address(files, "10.0.0.2"));
  directory.replace("clients_ip_whitelist.local", "10.0.0.2\n");
  CHECK(count(files.check_changed(), ListEvent::read) == 1);
  CHECK(files.check_changed().empty());
}

TEST_CASE("a wrong pattern file keeps the pattern from before") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(Rules{});
  directory.write("smtp_server.regexp", "(mail");
  CHECK(count(files.reload_all(Rules{}), ListEvent::wrong) == 1);
  CHECK(files.current()->smart_patterns->is_smtp_server("mx.example"));
}

TEST_CASE("a pattern file that is wrong or cannot be read at start counts as shipped") {
  const ConfDir directory;
  directory.write("smtp_server.regexp", "(mail");
  directory.make_unreadable("dyn_fqdn.regexp");
  ListFiles files(directory.path(), kDebianSuffixList);
  const auto notices = files.reload_all(Rules{});
  CHECK(count(notices, ListEvent::wrong) == 1);
  CHECK(count(notices, ListEvent::unreadable) == 1);
  CHECK(files.current()->smart_patterns->is_smtp_server("mail.example.com"));
  CHECK(files.current()->smart_patterns->is_dynamic("adsl.example.com"));
}

TEST_CASE("an empty pattern file matches nothing") {
  const ConfDir directory;
  directory.write("smtp_server.regexp", "");
  ListFiles files(directory.path(), kDebianSuffixList);
  CHECK(files.reload_all(Rules{}).empty());
  CHECK_FALSE(files.current()->smart_patterns->is_smtp_server("mail.example.com"));
}

TEST_CASE("lists that a decision holds do not change under it") {
  const ConfDir directory;
  ListFiles files(directory.path(), kDebianSuffixList);
  files.reload_all(Rules{});
  const auto held = files.current();
  directory.write("clients_ip_whitelist", "10.0.0.9\n");
  files.reload_all(Rules{});
  CHECK(held->whitelist->holds("10.0.0.1", ""));
  CHECK_FALSE(held->whitelist->holds("10.0.0.9", ""));
}

}  // namespace greycache
