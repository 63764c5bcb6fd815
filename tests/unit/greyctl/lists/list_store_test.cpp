// Shows what is kept of lists that are replaced, and what comes back.
#include "greyctl/lists/list_store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/temporary_directory.h"

namespace greycache::list_store_test {

namespace {

struct ConfDir {
  TemporaryDirectory directory;
  ListStore store{directory.path()};

  ConfDir() { REQUIRE(store.lock().has_value()); }

  void update(const std::string& name, const std::string& text) const {
    REQUIRE(store.keep({name}).has_value());
    REQUIRE(store.replace(name, text).has_value());
  }
  // As --rollback does.
  std::string taken_back(const std::string& name) const {
    const auto kept = store.last_kept({name});
    if (!kept || kept->empty()) return "nothing";
    REQUIRE(store.forget_last_kept().has_value());
    return kept->front().text.value_or("no file");
  }
};

}  // namespace

TEST_CASE("the last five updates are kept, and taken back one after the other") {
  const ConfDir conf;
  conf.directory.write("a", "0");
  for (int i = 1; i <= 7; ++i) conf.update("a", std::to_string(i));
  CHECK(conf.directory.read("a") == "7");
  for (const char* text : {"6", "5", "4", "3", "2"}) CHECK(conf.taken_back("a") == text);
  CHECK(conf.taken_back("a") == "nothing");
}

TEST_CASE("an update of one list says nothing of another") {
  const ConfDir conf;
  conf.directory.write("a", "a");
  conf.directory.write("b", "b");
  conf.update("b", "c");
  const auto kept = conf.store.last_kept({"a", "b"});
  REQUIRE(kept.has_value());
  REQUIRE(kept->size() == 1);
  CHECK(kept->front().name == "b");
}

TEST_CASE("a list that was not there is kept as none") {
  const ConfDir conf;
  conf.update("a", "new");
  CHECK(conf.taken_back("a") == "no file");
  CHECK(conf.store.take_back("a").has_value());
  CHECK(conf.store.take_back("a").has_value());
  const auto current = conf.store.current("a");
  REQUIRE(current.has_value());
  CHECK_FALSE(current->has_value());
}

TEST_CASE("a list is taken back until it is replaced, and never while it is here") {
  const ConfDir conf;
  conf.update("a", "new");
  CHECK_FALSE(conf.store.is_taken_back("a"));
  REQUIRE(conf.store.take_back("a").has_value());
  CHECK(conf.store.is_taken_back("a"));
  CHECK_FALSE(conf.store.is_taken_back("b"));
  conf.directory.write("a", "an operator's");
  CHECK_FALSE(conf.store.is_taken_back("a"));
  conf.update("a", "newer");
  std::filesystem::remove(conf.directory.file("a"));
  CHECK_FALSE(conf.store.is_taken_back("a"));
}

TEST_CASE("owner and mode of a list stay, and its copy has them") {
  const ConfDir conf;
  conf.directory.write("a", "old");
  REQUIRE(chmod(conf.directory.file("a").c_str(), 0640) == 0);
  conf.update("a", "new");
  struct stat status {};
  for (const char* name : {"a", "list-updates/1/a"}) {
    REQUIRE(stat(conf.directory.file(name).c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0640);
  }
}

TEST_CASE("one process updates at a time") {
  const ConfDir conf;
  const auto held = conf.store.lock();
  REQUIRE(held.has_value());
  const auto second = conf.store.lock();
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error() == "another update is under way");
}

TEST_CASE("a symbolic link, and what is no file, are errors") {
  const ConfDir conf;
  conf.directory.write("real", "a");
  REQUIRE(symlink("real", conf.directory.file("a").c_str()) == 0);
  CHECK(conf.store.current("a").error().find("is a symbolic link") != std::string::npos);
  std::filesystem::create_directory(conf.directory.file("b"));
  CHECK(conf.store.current("b").error().starts_with("cannot read "));
}

TEST_CASE("what was fetched is known with where it came from and what it is called") {
  const ConfDir conf;
  CHECK_FALSE(conf.store.last_fetched("a").has_value());
  REQUIRE(conf.store.remember("a", {"https://a/", "W/\"1\"", "text\n"}).has_value());
  const auto last = conf.store.last_fetched("a");
  REQUIRE(last.has_value());
  CHECK(last->url == "https://a/");
  CHECK(last->etag == "W/\"1\"");
  CHECK(last->text == "text\n");
  REQUIRE(conf.store.remember("a", {"https://a/", "", "other"}).has_value());
  CHECK(conf.store.last_fetched("a")->etag.empty());
}

TEST_CASE("a text without its name, as a crash leaves it, is not known") {
  const ConfDir conf;
  REQUIRE(conf.store.remember("a", {"https://a/", "1", "text"}).has_value());
  std::filesystem::remove(conf.directory.file("list-updates/fetched/a.etag"));
  CHECK_FALSE(conf.store.last_fetched("a").has_value());
}

TEST_CASE("what a killed update has left is no update") {
  const ConfDir conf;
  std::filesystem::create_directory(conf.directory.file("list-updates/0"));
  conf.directory.write("list-updates/0/a", "half");
  CHECK(conf.taken_back("a") == "nothing");
  conf.directory.write("b", "b");
  conf.update("b", "c");
  CHECK(conf.taken_back("a") == "nothing");
  CHECK(conf.taken_back("b") == "b");
}

}  // namespace greycache::list_store_test
