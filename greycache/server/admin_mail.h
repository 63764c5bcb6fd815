// Mails to admin_mail about the state of the stores, the journal and the lists.
#pragma once

#include "greycache/config/settings.h"
#include "greycache/server/core.h"
#include "greycache/server/list_watch.h"
#include "greycache/server/notices.h"
#include "greycache/server/sendmail.h"

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
  void look_at_jobs(const BackgroundJobs& jobs);
  void look_at_journal_size(std::int64_t size, std::size_t journal_max);
  void send(const Notice& notice);

  Notices::Time now_;
  Notices notices_;
  Sendmail sendmail_;
  bool journal_small_ = true;
  std::string program_;
  std::string to_;
};

}  // namespace greycache
