// Reads the list files in a thread of its own: a large one, or a slow disk, holds up no request.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/leavable_thread.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// All calls on the loop's thread. One reading is under way at a time, and one more may wait.
class ListWatch {
 public:
  // What a reading has found; lists() and files() are as it says.
  struct Reading {
    bool all = false;            // read_all() asked for it
    bool another_waits = false;  // and has asked again meanwhile
    std::vector<ListNotice> notices;
  };
  using Done = std::function<void(const Reading&)>;

  struct FileState {
    std::string path;
    bool readable = true;
    std::string reason;  // why not
  };

  // `done` is called on the loop's thread after each read_all(), and where look() has found
  // something to tell.
  // `panel_dir` is the panel's directory, empty for none.
  ListWatch(EventLoop& loop, std::string conf_dir, Done done, const std::string& panel_dir = {});
  // Waits for the reading under way, kPatience at most; one that hangs longer is left to itself.
  ~ListWatch();
  ListWatch(const ListWatch&) = delete;
  ListWatch& operator=(const ListWatch&) = delete;

  static constexpr std::chrono::milliseconds kPatience{1000};

  // Reads everything and waits for it: at the start, before anybody is served.
  std::vector<ListNotice> read_now(const Rules& rules,
                                   std::string_view suffix_list = kDebianSuffixList);
  // Reads everything again, from this directory and this Public Suffix List. What was in force
  // stays so until it is done.
  void read_all(const std::string& conf_dir, const Rules& rules,
                std::string_view suffix_list = kDebianSuffixList);
  // Reads the .local files that have changed. To be called about once a second.
  void look();

  std::shared_ptr<const ListSet> lists() const { return lists_; }
  const std::vector<FileState>& files() const { return states_; }

 private:
  class Reader;

  struct Job {
    bool all = false;
    std::string conf_dir{};
    std::string suffix_list{};
    Rules rules{};
    // Lists that are no longer in force: taken apart where that holds up nobody.
    std::shared_ptr<const ListSet> old_lists{};
  };
  struct Found {
    Reading reading;
    std::shared_ptr<const ListSet> lists;
    std::vector<FileState> states;
  };

  void start(Job job);
  void came_back(Found found);

  Done done_;
  std::string conf_dir_;
  std::shared_ptr<const ListSet> lists_;
  std::shared_ptr<const ListSet> old_lists_;
  std::vector<FileState> states_;
  bool busy_ = false;           // a job is under way
  std::optional<Job> waiting_;  // read_all() came while it was
  // Goes with the watch, on the loop's thread, where what comes back looks at it.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::shared_ptr<Reader> reader_;
  std::unique_ptr<LeavableThread> thread_;
};

}  // namespace greycache
