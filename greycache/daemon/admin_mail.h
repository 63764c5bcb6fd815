// Mails to admin_mail about the state of the stores, the journal and the lists.
#pragma once

#include "greycache/config/settings.h"
#include "greycache/core/core.h"
#include "greycache/daemon/list_watch.h"
#include "greycache/notices/notices.h"
#include "greycache/notices/sendmail.h"

namespace greycache {

// On the loop's thread; nothing here waits for anything.
class AdminMail {
 public:
  explicit AdminMail(EventLoop& loop);

  // To be called about once a second: looks at everything and sends what is due to
  // settings.admin_mail by settings.sendmail_path. Where admin_mail is empty nothing is sent.
  void look(Core& core, const ListWatch& lists, const Settings& settings);

 private:
  void look_at_store(const StoreHealth& health);
  void look_at_jobs(BackgroundJobs& jobs);
  void report(BackgroundJobs& jobs);
  void look_at_journal_size(std::int64_t size, std::size_t journal_max);
  void send(const Notice& notice);

  Notices::Time now_;
  Notices notices_;
  Sendmail sendmail_;
  std::int64_t failures_ = 0;  // of sendmail_, that were reported
  bool journal_small_ = true;
  std::string program_;
  std::string to_;
};

}  // namespace greycache
