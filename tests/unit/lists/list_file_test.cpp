// Shows what a list file's content is while the file changes, goes and comes.
#include "greycache/config/lists/list_file.h"

#include <doctest/doctest.h>

#include "tests/unit/lists/list_directory.h"

namespace greycache {

TEST_CASE("a file is read at the first look and not again while it stays") {
  const ListDirectory directory;
  directory.write("list", "one\n");
  ListFile file(directory.file("list"));
  CHECK(file.state() == ListFileState::unread);
  const ListFile::Change first = file.refresh();
  CHECK(first.content);
  CHECK(first.state);
  CHECK(file.state() == ListFileState::present);
  CHECK(file.content() == "one\n");
  CHECK(file.name() == "list");
  const ListFile::Change second = file.refresh();
  CHECK_FALSE(second.content);
  CHECK_FALSE(second.state);
}

TEST_CASE("a change within the same tick and of the same size is seen") {
  const ListDirectory directory;
  directory.write("list", "one\n");
  ListFile file(directory.file("list"));
  file.refresh();
  for (const char* content : {"two\n", "six\n", "ten\n"}) {
    directory.write("list", content);
    CHECK(file.refresh().content);
    CHECK(file.content() == content);
  }
}

TEST_CASE("a change that leaves an old time of modification is seen") {
  const ListDirectory directory;
  directory.write("list", "one\n");
  directory.make_old("list");
  ListFile file(directory.file("list"));
  file.refresh();
  directory.write("list", "two\n");
  directory.make_old("list");
  CHECK(file.refresh().content);
  directory.replace("list", "six\n");
  directory.make_old("list");
  CHECK(file.refresh().content);
  CHECK(file.content() == "six\n");
}

TEST_CASE("a file that is removed is empty, and one that is made later is read") {
  const ListDirectory directory;
  ListFile file(directory.file("list"));
  CHECK_FALSE(file.refresh().content);
  CHECK(file.state() == ListFileState::missing);
  directory.write("list", "one\n");
  CHECK(file.refresh().content);
  CHECK(file.content() == "one\n");
  directory.remove("list");
  const ListFile::Change removed = file.refresh();
  CHECK(removed.content);
  CHECK(removed.state);
  CHECK(file.content().empty());
  CHECK(file.state() == ListFileState::missing);
}

TEST_CASE("a file that cannot be read keeps its content and changes state once") {
  const ListDirectory directory;
  directory.write("list", "one\n");
  ListFile file(directory.file("list"));
  file.refresh();
  directory.make_unreadable("list");
  const ListFile::Change lost = file.refresh();
  CHECK_FALSE(lost.content);
  CHECK(lost.state);
  CHECK(file.state() == ListFileState::unreadable);
  CHECK(file.content() == "one\n");
  CHECK(file.reason() == "it is no regular file");
  CHECK_FALSE(file.refresh().state);
  directory.replace("list", "one\n");
  const ListFile::Change back = file.refresh();
  CHECK_FALSE(back.content);
  CHECK(back.state);
  CHECK(file.state() == ListFileState::present);
}

TEST_CASE("a file beyond the greatest size is not read") {
  const ListDirectory directory;
  directory.write("list", "one\n");
  ListFile file(directory.file("list"));
  std::filesystem::resize_file(directory.file("list"), kMaxListFile + 1);
  file.refresh();
  CHECK(file.state() == ListFileState::unreadable);
  CHECK(file.content().empty());
  std::filesystem::resize_file(directory.file("list"), kMaxListFile);
  file.refresh();
  CHECK(file.state() == ListFileState::present);
  CHECK(file.content().size() == kMaxListFile);
}

TEST_CASE("a list behind a symbolic link is read, also when the link is turned") {
  const ListDirectory directory;
  directory.write("one", "one\n");
  directory.write("two", "two\n");
  std::filesystem::create_symlink("one", directory.file("list"));
  ListFile file(directory.file("list"));
  file.refresh();
  CHECK(file.content() == "one\n");
  directory.remove("list");
  std::filesystem::create_symlink("two", directory.file("list"));
  CHECK(file.refresh().content);
  CHECK(file.content() == "two\n");
}

}  // namespace greycache
