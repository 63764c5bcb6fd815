// What the panel writes into its directory: lists, settings, and who changed what.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "greycache/panel/changes_log.h"
#include "greycache/panel/file_findings.h"
#include "greycache/panel/list_change.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/panel_file.h"
#include "greycache/panel/setting_change.h"
#include "greycache/panel/settings_view.h"
#include "greycache/panel/text_difference.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::written_test {

namespace {

using nlohmann::json;

constexpr UnixTime kNow = 1'760'000'000;

Question asked(json members) {
  members["account"] = "alice";
  members["role"] = "admin";
  const auto question = parse_question(members.dump());
  REQUIRE(question.has_value());
  return *question;
}

json told(const Answer& answer) {
  REQUIRE(answer.has_value());
  return json::parse(answer->object);
}

Question list_question(const std::string& name, const std::string& text, const std::string& was) {
  return asked({{"verb", "list_write"}, {"name", name}, {"text", text}, {"was", was}});
}

struct Configured {
  TemporaryDirectory directory;
  SettingsPlace place;

  Configured() {
    place.config_path = directory.path() + "/greycache.conf";
    std::ofstream(place.config_path)
        << "state_dir = " << directory.path() << "\nconf_dir = " << directory.path()
        << "\ngreymethod = full\n";
    for (const char* needed : {"clients_ip_whitelist", "clients_fqdn_whitelist"}) put(needed, "");
    place.running.state_dir = directory.path();
    place.running.panel_settings = PanelSettings::write;
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(directory.path() + "/" + name) << text;
  }
  json shown() { return told(settings_answer(place)); }
  Answer write(const json& changes, const std::string& was) {
    return write_settings(place,
                          asked({{"verb", "setting_write"}, {"changes", changes}, {"was", was}}));
  }
};

}  // namespace

TEST_CASE("a list is written where nothing is wrong with it and nobody has changed it") {
  const TemporaryDirectory directory;
  const std::string panel = directory.path() + "/panel";
  const std::string nothing = hash_of_text("");
  const auto wrong_lines =
      told(write_list(panel, list_question("senders_whitelist", "x\n", nothing)));
  CHECK(wrong_lines["written"] == false);
  CHECK(wrong_lines["faults"][0]["line"] == 1);
  CHECK(!wrong_lines.contains("done"));
  const auto done =
      told(write_list(panel, list_question("senders_whitelist", "@x.example\n", nothing)));
  CHECK(done["written"] == true);
  CHECK(done["difference"] == "+@x.example\n");
  CHECK(read_panel_file(panel, "senders_whitelist") == "@x.example\n");
  CHECK(write_list(panel, list_question("senders_whitelist", "", nothing)).error().code ==
        Fault::Code::conflict);
  CHECK(write_list(panel, list_question("senders_whitelist.local", "", nothing)).error().code ==
        Fault::Code::wrong);
  CHECK(wrong_lines["hash"] == nothing);
  const auto again =
      told(write_list(panel, list_question("senders_whitelist", "@y.example", done["hash"])));
  CHECK(again["written"] == true);
  CHECK(told(write_list(panel, list_question("senders_whitelist", "", again["hash"])))["written"] ==
        true);
}

TEST_CASE("settings are written by name, each on one line, and taken back") {
  Configured site;
  const std::string first = site.shown()["hash"];
  const auto done = told(site.write({{"ipv6_prefix", "56"}, {"awl_cache", "7"}}, first));
  CHECK(done["written"] == true);
  CHECK(done["needs_restart"] == json({"awl_cache"}));
  const std::string text = *read_panel_file(site.place.panel_dir(), "settings.conf");
  CHECK(text.ends_with("awl_cache = 7\nipv6_prefix = 56\n"));
  CHECK(site.write({{"ipv6_prefix", "48"}}, first).error().code == Fault::Code::conflict);
  CHECK(done["hash"] == site.shown()["hash"]);
  const auto back = told(site.write({{"awl_cache", nullptr}}, done["hash"]));
  CHECK(back["written"] == true);
  CHECK(
      read_panel_file(site.place.panel_dir(), "settings.conf")->ends_with("\nipv6_prefix = 56\n"));
}

TEST_CASE("what does not hold together is told and not written") {
  Configured site;
  const auto done = told(site.write({{"max_connect_age", "1s"}}, site.shown()["hash"]));
  CHECK(done["written"] == false);
  CHECK(done["faults"].size() == 1);
  CHECK(done["hash"] == site.shown()["hash"]);
  site.place.running.panel_settings = PanelSettings::read;
  CHECK(site.write({{"ipv6_prefix", "56"}}, "").error().code == Fault::Code::forbidden);
}

TEST_CASE("what is wrong in the panel's files is told by file and line") {
  Configured site;
  CHECK(findings_in_files(site.place.config_path, site.place.panel_dir()).empty());
  REQUIRE(write_panel_file(site.place.panel_dir(), "settings.conf", "\nawl_age = soon\n").empty());
  REQUIRE(write_panel_file(site.place.panel_dir(), "clients_ip_whitelist", "nonsense\n").empty());
  const auto found = findings_in_files(site.place.config_path, site.place.panel_dir());
  REQUIRE(found.size() == 2);
  CHECK(found[0].text.starts_with(site.place.panel_dir() + "/settings.conf:2: "));
  CHECK(found[1].text.starts_with(site.place.panel_dir() + "/clients_ip_whitelist:1: "));
}

TEST_CASE("what is wrong in the administrator's lists is told by file and line") {
  Configured site;
  const std::string directory = site.directory.path();
  const auto found = [&] {
    return findings_in_files(site.place.config_path, site.place.panel_dir());
  };
  site.put("clients_ip_whitelist.local", "# ours\n300.1.2.3\n");
  REQUIRE(found().size() == 1);
  CHECK(found()[0].text.starts_with(directory + "/clients_ip_whitelist.local:2: "));
  site.put("clients_ip_whitelist.local", "192.0.2.1\n");
  CHECK(found().empty());
  std::filesystem::remove(directory + "/clients_fqdn_whitelist");
  REQUIRE(found().size() == 1);
  CHECK(found()[0].text.starts_with(directory + "/clients_fqdn_whitelist: there is no such file"));
  std::filesystem::create_directory(directory + "/clients_fqdn_whitelist");
  REQUIRE(found().size() == 1);
  CHECK(found()[0].text.find("cannot be read (it is no regular file)") != std::string::npos);
}

TEST_CASE("no secret is shown") {
  Configured site;
  site.place.running.redis = "redis://:opensesame@127.0.0.1/0";
  site.place.running.database = "host=x password=opensesame";
  site.place.running.database_password_file = "/etc/opensesame";
  CHECK(site.shown().dump().find("opensesame") == std::string::npos);
}

TEST_CASE("changes are kept for a year, the newest first") {
  const TemporaryDirectory directory;
  const std::string panel = directory.path() + "/panel";
  const Question question = asked({{"verb", "release"}, {"reference", "7K3M9QXA"}});
  const auto keep = [&](const std::string& done, UnixTime at) {
    CHECK(keep_change(panel, change_line(question, done, "", at), at).empty());
  };
  keep("old", kNow - 367 * 86400);
  keep("first", kNow - 100);
  keep("second\nline", kNow);
  const auto page = told(changes_page(panel, asked({{"verb", "changes"}, {"limit", 1}})));
  CHECK(page["rows"][0]["done"] == "second\nline");
  CHECK(page["rows"][0]["account"] == "alice");
  const auto rest = told(
      changes_page(panel, asked({{"verb", "changes"}, {"place", page["next"]}, {"limit", 9}})));
  CHECK(rest["rows"].size() == 1);
  CHECK(rest["rows"][0]["done"] == "first");
  CHECK(rest["next"].is_null());
  CHECK(changes_page(panel, asked({{"verb", "changes"}, {"place", "x"}})).error().code ==
        Fault::Code::wrong);
}

TEST_CASE("a change that a full disk has cut spoils no other one") {
  const TemporaryDirectory directory;
  const Question question = asked({{"verb", "release"}, {"reference", "7K3M9QXA"}});
  const auto keep = [&](const std::string& done) {
    return keep_change(directory.path(), change_line(question, done, "", kNow), kNow);
  };
  CHECK(keep("first").empty());
  const auto size = std::filesystem::file_size(directory.path() + "/changes.log");
  {
    const FileSizeLimit limit(size + 20);
    CHECK(!keep("second").empty());
  }
  CHECK(keep("third").empty());
  const auto rows = told(changes_page(directory.path(), asked({{"verb", "changes"}})))["rows"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["done"] == "third");
  CHECK(rows[1]["done"] == "first");
}

// A directory in a file's place cannot be read by anybody, root included.
TEST_CASE("a file that cannot be read is not taken for none, and not written anew") {
  Configured site;
  const std::string panel = site.place.panel_dir();
  for (const char* name : {"settings.conf", "senders_whitelist", "changes.log"}) {
    std::filesystem::create_directories(panel + "/" + name);
  }
  const std::string nothing = hash_of_text("");
  const auto unavailable = [&](const Answer& answer, const std::string& name) {
    REQUIRE(!answer.has_value());
    CHECK(answer.error().code == Fault::Code::unavailable);
    CHECK(answer.error().sentence.starts_with(panel + "/" + name + ": cannot be read: "));
  };
  unavailable(settings_answer(site.place), "settings.conf");
  unavailable(site.write({{"ipv6_prefix", "56"}}, nothing), "settings.conf");
  unavailable(write_list(panel, list_question("senders_whitelist", "", nothing)),
              "senders_whitelist");
  unavailable(changes_page(panel, asked({{"verb", "changes"}})), "changes.log");
  CHECK(!keep_change(panel, "{}", kNow).empty());
}

TEST_CASE("a difference is what two texts do not share") {
  CHECK(text_difference("a\nb\nb\n", "b\nc\na\n") == "-b\n+c\n");
  CHECK(text_difference("a\n", "a\n").empty());
  CHECK(text_difference("", std::string(100, 'x') + "\ny\n", 110).ends_with("\n...\n") == false);
  CHECK(text_difference("", std::string(100, 'x') + "\nyyyyyyyyyyyy\n", 110).ends_with("\n...\n"));
}

}  // namespace greycache::written_test
