// An answer to `stats json`, with what health looks at.
#pragma once

#include <fmt/format.h>

#include <string>

namespace greycache {

struct StatsAnswer {
  bool redis_up = true;
  std::string reason{};
  std::string journal_state = "disk";
  long journal_bytes = 0;
  int cleaning_fails = 0;
  int history_fails = 0;

  std::string text() const {
    return fmt::format(R"({{"version":"1.2","journal":{{"state":"{}","bytes":{},"max":1000}},)"
                       R"("background_failing":{{"cleaning":{},"history":{}}},"stores":[)"
                       R"({{"name":"Redis","up":{},"reason":"{}","outages":0}},)"
                       R"({{"name":"journal","up":true,"reason":"","outages":0}}]}})",
                       journal_state, journal_bytes, cleaning_fails, history_fails, redis_up,
                       reason);
  }
};

}  // namespace greycache
