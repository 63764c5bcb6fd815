// Options from the settings, and a look.
#include "greycache/core/store_facts.h"

#include <algorithm>

#include "greycache/core/start_error.h"
#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/event/libevent_loop.h"

namespace greycache {

namespace {

// A password file that cannot be read is why a store cannot be used.
template <typename Ask>
auto answer_of(const Ask& ask) -> decltype(ask()) {
  try {
    return ask();
  } catch (const StartError& error) {
    return tl::unexpected(StoreError{StoreError::Kind::refused, error.what()});
  }
}

}  // namespace

StoreResult<RedisFacts> redis_facts_of(const Settings& settings, Milliseconds patience) {
  return answer_of([&] {
    RedisOptions options = redis_options_of(settings);
    options.timeout = std::min(options.timeout, patience);
    LibeventLoop loop;
    return redis_facts(loop, options);
  });
}

StoreResult<PostgresFacts> postgres_facts_of(const Settings& settings, Milliseconds patience) {
  return answer_of(
      [&] { return postgres_facts(postgres_settings_of(settings, kSchema, patience)); });
}

}  // namespace greycache
