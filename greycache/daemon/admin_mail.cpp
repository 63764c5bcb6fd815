// Looks for changes of state once a second, and what they say goes to sendmail.
#include "greycache/daemon/admin_mail.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "common/host_name.h"
#include "common/mail_message.h"

namespace greycache {

AdminMail::AdminMail(EventLoop& loop)
    : now_(std::chrono::steady_clock::now()),
      notices_(now_, [this](const Notice& notice) { send(notice); }),
      sendmail_(loop) {}

void AdminMail::look(Core& core, const ListWatch& lists, const Settings& settings) {
  program_ = settings.sendmail_path;
  to_ = settings.admin_mail;
  if (to_.empty()) return;
  now_ = std::chrono::steady_clock::now();
  look_at_store(core.hot_health());
  look_at_store(core.persistent_health());
  const StoreHealth& journal = core.journal_health();
  notices_.look(Notices::Kind::journal, journal.name(), journal.up(), journal.reason(), now_);
  look_at_journal_size(core.journal().size(), settings.journal_max);
  for (const ListWatch::FileState& file : lists.files()) {
    notices_.look(Notices::Kind::list, file.path, file.readable, file.reason, now_);
  }
  look_at_jobs(core.jobs());
  notices_.check(now_);
}

// Of the mails themselves: a job as the others are, but for being told by mail.
void AdminMail::report(BackgroundJobs& jobs) {
  const std::int64_t before = std::exchange(failures_, sendmail_.failures());
  if (before != failures_) return jobs.failed(BackgroundJob::admin_mail, sendmail_.trouble());
  if (sendmail_.trouble().empty()) jobs.succeeded(BackgroundJob::admin_mail);
}

void AdminMail::look_at_jobs(BackgroundJobs& jobs) {
  report(jobs);
  for (std::size_t i = 0; i < kBackgroundJobs; ++i) {
    const auto job = static_cast<BackgroundJob>(i);
    if (job == BackgroundJob::admin_mail) continue;  // not by mail
    const BackgroundJobs::State& state = jobs.of(job);
    notices_.look(Notices::Kind::job, words_of(job), !state.failing, state.reason, now_);
  }
}

void AdminMail::look_at_store(const StoreHealth& health) {
  notices_.look(Notices::Kind::store, health.name(), health.up(), health.reason(), now_);
}

// It is small again below a quarter, so that a journal at the half is not told to and fro.
void AdminMail::look_at_journal_size(std::int64_t size, std::size_t journal_max) {
  const auto bytes = static_cast<std::size_t>(size);
  journal_small_ = journal_small_ ? bytes <= journal_max / 2 : bytes < journal_max / 4;
  notices_.look(Notices::Kind::journal_size, "the size of the journal", journal_small_,
                fmt::format("It has {} of {} MB.", bytes >> 20, journal_max >> 20), now_);
}

void AdminMail::send(const Notice& notice) {
  sendmail_.send(program_, to_, mail_message(notice, host_name(), to_, std::time(nullptr)));
}

}  // namespace greycache
