// What a program must give to run the suite of every history store: history_store_suite.cpp is
// compiled into it, unchanged for both.
#pragma once

#include <memory>

#include "greycache/history/history_store.h"

namespace greycache {

// Defined by each program. A store without any row; what an earlier one held is gone.
std::unique_ptr<HistoryStore> fresh_history();
// The store that fresh_history() made last, as another process would see it.
std::unique_ptr<HistoryStore> reopened_history();

// A time of today, and how many days a store may keep of what lies before it.
UnixTime history_now();

}  // namespace greycache
