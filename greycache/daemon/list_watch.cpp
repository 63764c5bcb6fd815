// One thread, one job at a time: the loop hands it over and takes the lists back.
#include "greycache/daemon/list_watch.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace greycache {

// The files and the job that waits, shared by the watch and its thread.
class ListWatch::Reader {
 public:
  using CameBack = std::function<void(Found)>;

  // `came_back` is called on the loop's thread.
  Reader(EventLoop& loop, const std::string& conf_dir, const std::string& panel_dir,
         CameBack came_back)
      : loop_(loop),
        came_back_(std::move(came_back)),
        conf_dir_(conf_dir),
        files_(conf_dir, kDebianSuffixList, panel_dir) {}

  std::shared_ptr<const ListSet> lists() const { return files_.current(); }

  void add(Job job) {
    const std::lock_guard lock(mutex_);
    job_ = std::move(job);
    changed_.notify_one();
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || job_; });
      if (ending_) break;
      Job job = *std::exchange(job_, std::nullopt);
      lock.unlock();
      job.old_lists.reset();
      auto found = std::make_shared<Found>(read(job));
      lock.lock();
      // The loop is only certain to be there as long as nobody ends this.
      if (!ending_) loop_.post([found, call = came_back_] { call(std::move(*found)); });
    }
  }

  // run() returns after the reading that is under way.
  void end() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_one();
  }

  // On the loop's thread only where no job is under way.
  Found read(const Job& job) {
    Found found;
    found.reading.all = job.all;
    if (job.all) {
      if (job.conf_dir != conf_dir_) files_.set_directory(job.conf_dir);
      conf_dir_ = job.conf_dir;
      files_.set_suffix_list(job.suffix_list);
      found.reading.notices = files_.reload_all(job.rules);
    } else {
      found.reading.notices = files_.check_changed();
    }
    found.lists = files_.current();
    found.states = states();
    return found;
  }

 private:
  std::vector<FileState> states() const {
    std::vector<FileState> states;
    for (const ListFile& file : files_.files()) {
      if (file.path().empty()) continue;
      states.push_back({file.path(), file.state() != ListFileState::unreadable, file.reason()});
    }
    return states;
  }

  EventLoop& loop_;
  CameBack came_back_;
  std::string conf_dir_;
  ListFiles files_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Job> job_;
  bool ending_ = false;
};

ListWatch::ListWatch(EventLoop& loop, std::string conf_dir, Done done, const std::string& panel_dir)
    : done_(std::move(done)), conf_dir_(std::move(conf_dir)) {
  reader_ = std::make_shared<Reader>(loop, conf_dir_, panel_dir,
                                     [this, alive = std::weak_ptr(alive_)](Found found) {
                                       if (!alive.expired()) came_back(std::move(found));
                                     });
  lists_ = reader_->lists();
  thread_ = std::make_unique<LeavableThread>([reader = reader_] { reader->run(); });
}

ListWatch::~ListWatch() {
  reader_->end();
  thread_->end_by(std::chrono::steady_clock::now() + kPatience);
}

std::vector<ListNotice> ListWatch::read_now(const Rules& rules, std::string_view suffix_list) {
  Found found = reader_->read({.all = true,
                               .conf_dir = conf_dir_,
                               .suffix_list = std::string(suffix_list),
                               .rules = rules});
  lists_ = std::move(found.lists);
  states_ = std::move(found.states);
  return std::move(found.reading.notices);
}

void ListWatch::read_all(const std::string& conf_dir, const Rules& rules,
                         std::string_view suffix_list) {
  Job job{
      .all = true, .conf_dir = conf_dir, .suffix_list = std::string(suffix_list), .rules = rules};
  if (busy_) {
    waiting_ = std::move(job);
  } else {
    start(std::move(job));
  }
}

void ListWatch::look() {
  if (!busy_) start({});
}

void ListWatch::start(Job job) {
  busy_ = true;
  job.old_lists = std::exchange(old_lists_, nullptr);
  reader_->add(std::move(job));
}

void ListWatch::came_back(Found found) {
  busy_ = false;
  states_ = std::move(found.states);
  if (found.lists != lists_) old_lists_ = std::exchange(lists_, std::move(found.lists));
  found.reading.another_waits = waiting_.has_value();
  if (found.reading.all || !found.reading.notices.empty()) done_(found.reading);
  if (waiting_ && !busy_) start(*std::exchange(waiting_, std::nullopt));
}

}  // namespace greycache
