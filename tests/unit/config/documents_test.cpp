// What is made from the table: the printed configuration, the sample file, the manual page.
#include <set>

#include "common/text.h"
#include "greycache/config/manual_page.h"
#include "greycache/config/sample_file.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/settings_printer.h"
#include "greycache/config/settings_table.h"
#include "greycache/config/sqlgrey_keys.h"
#include "read.h"

using namespace greycache;
using namespace greycache::test;

TEST_CASE("every setting has a name of its own, a group that stands together, and help") {
  std::set<std::string_view> names;
  std::set<std::string_view> groups;
  std::string_view group;
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    CHECK(names.insert(setting.name).second);
    CHECK(find_sqlgrey_key(setting.name) == nullptr);
    CHECK(setting.help.size() > 20);
    CHECK(setting.help.ends_with('.'));
    CHECK_FALSE(type_in_words(setting).empty());
    if (setting.group != group) CHECK(groups.insert(setting.group).second);
    group = setting.group;
  }
}

TEST_CASE("every default is a good value of its setting") {
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    Settings settings;
    CHECK(set_from_text(setting, setting.default_text, settings) == "");
    CHECK(settings == Settings());
  }
}

TEST_CASE("the sample names every setting and gives the defaults, as it is and uncommented") {
  const std::string sample = sample_file();
  std::string uncommented;
  for (const std::string_view line : split(sample, '\n')) {
    const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] >= 'a' && line[1] <= 'z';
    uncommented += std::string(is_setting ? line.substr(1) : line) + "\n";
    CHECK(line.size() <= 100);
  }
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    CHECK(sample.find("\n#" + std::string(setting.name) + " =") != sample.npos);
  }
  CHECK(good(sample).settings == Settings());
  CHECK(good(uncommented).settings == Settings());
  CHECK(good(uncommented).warnings.empty());
  CHECK(read_settings(uncommented + "loglevel = 9\n", "x").has_value() == false);
}

TEST_CASE("the manual has an entry for every setting and every key of SQLgrey") {
  const std::string page = manual_page();
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    CHECK(page.find("\n.B " + std::string(setting.name) + "\n") != page.npos);
  }
  for (const SqlgreyKey& key : sqlgrey_keys()) {
    CAPTURE(key.name);
    CHECK(page.find("\n.B " + std::string(key.name) + "\n") != page.npos);
  }
  CHECK(page.starts_with(".TH GREYCACHE.CONF 5"));
  CHECK(page.find("Bounds: 0s to 7d.") != page.npos);
}

TEST_CASE("the printed configuration reads back to the same settings") {
  const std::string_view texts[] = {
      "", "reconnect_delay = 0.5\nmax_connect_age = 90m\nsocket_mode = 0666\nmax_request = 65537\n",
      "reconnect_delay = 60\n",
      "storage = shared\nredis = unix:///run/redis.sock?db=2\ndatabase = host=a dbname=b\n"
      "reject_first_attempt = immed\nreject_code = 451 4.7.1\nprepend = no\nadmin_mail =\n",
      "db_type = Pg\nawl_age = 1h\nlog_override = grey:3,conf:0\n"};
  for (const std::string_view text : texts) {
    CAPTURE(text);
    const Settings settings = good(text).settings;
    const std::string printed = print_config(settings);
    CHECK(good(printed).settings == settings);
    CHECK(print_config(good(printed).settings) == printed);
  }
}

TEST_CASE("passwords are never printed, and what was printed says that one is missing") {
  const Settings settings = good(
                                "redis = redis://u:geheim1@127.0.0.1/0\n"
                                "database = dbname=g password=geheim2\n")
                                .settings;
  const std::string printed = print_config(settings);
  CHECK(printed.find("geheim") == printed.npos);
  CHECK(printed.find("redis = redis://u:***@127.0.0.1/0\n") != printed.npos);
  CHECK(printed.find("# A password is not shown") != printed.npos);
  CHECK(says(errors_of(printed), "stands for a password that was not printed"));
}
