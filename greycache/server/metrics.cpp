#include "greycache/server/metrics.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <fmt/format.h>

#include <utility>

#include "greycache/server/storage.h"

namespace greycache {

namespace {

constexpr int kMostSeconds = 10;
constexpr ev_ssize_t kMostHeaders = 8192;

void add(std::string& text, const char* name, const char* type, const char* help,
         std::int64_t value) {
  text += fmt::format("# HELP greycache_{0} {1}\n# TYPE greycache_{0} {2}\ngreycache_{0} {3}\n",
                      name, help, type, value);
}

void add_outcomes(std::string& text, const Statistics& counted) {
  text += "# HELP greycache_decisions_total Requests by outcome.\n";
  text += "# TYPE greycache_decisions_total counter\n";
  for (std::size_t i = 0; i < Statistics::kOutcomes; ++i) {
    text += fmt::format("greycache_decisions_total{{outcome=\"{}\"}} {}\n",
                        outcome_name(static_cast<Outcome>(i)), counted.outcomes[i]);
  }
}

void add_stores(std::string& text, const Core& core) {
  text += "# HELP greycache_store_up Whether a store can be used.\n";
  text += "# TYPE greycache_store_up gauge\n";
  for (const StoreHealth* health :
       {&core.hot_health(), &core.persistent_health(), &core.journal_health()}) {
    text += fmt::format("greycache_store_up{{store=\"{}\"}} {}\n", health->name(),
                        health->up() ? 1 : 0);
  }
}

void add_cache(std::string& text, const CacheCounts& cache) {
  add(text, "awl_cache_entries", "gauge", "Auto-whitelisted senders in the cache.", cache.entries);
  add(text, "awl_cache_hits_total", "counter", "Requests that the cache knew the sender of.",
      cache.hits);
  add(text, "awl_cache_invalidations_total", "counter", "Keys that Redis named as changed.",
      cache.invalidations);
}

void answer(evhttp_request* request, void* text_of) {
  const std::string text = (*static_cast<std::function<std::string()>*>(text_of))();
  evbuffer_add(evhttp_request_get_output_buffer(request), text.data(), text.size());
  evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                    "text/plain; version=0.0.4");
  evhttp_send_reply(request, HTTP_OK, "OK", nullptr);
}

}  // namespace

std::string metrics_text(Core& core, const SessionTable& sessions) {
  const Statistics& counted = core.statistics();
  const Journal& journal = core.journal();
  std::string text;
  add_outcomes(text, counted);
  add_stores(text, core);
  add_cache(text, core.cache_counts());
  add(text, "requests_total", "counter", "Requests that were asked.", counted.requests);
  add(text, "connections_total", "counter", "Connections accepted or handed over.",
      counted.connections);
  add(text, "connections", "gauge", "Connections that are open.",
      static_cast<std::int64_t>(sessions.size()));
  add(text, "handovers_total", "counter", "Connections that policy-helper handed over.",
      counted.handovers);
  add(text, "sources_loaded_total", "counter", "Sources read from the persistent store.",
      counted.sources_loaded);
  add(text, "late_total", "counter", "Requests that passed since their time was over.",
      counted.late);
  add(text, "unjournalled_total", "counter", "Changes that no journal took.", counted.unjournalled);
  add(text, "journal_bytes", "gauge", "Bytes that wait in the journal.", journal.size());
  add(text, "journal_records_for_persistent", "gauge",
      "Records that the persistent store does not have yet.",
      journal.last() - journal.place(JournalReader::persistent));
  return text;
}

MetricsServer::MetricsServer(EventLoop& loop, const std::string& address, std::uint16_t port,
                             std::function<std::string()> text)
    : text_(std::move(text)), server_(evhttp_new(loop.base())) {
  evhttp_set_allowed_methods(server_, EVHTTP_REQ_GET);
  evhttp_set_timeout(server_, kMostSeconds);
  evhttp_set_max_headers_size(server_, kMostHeaders);
  evhttp_set_max_body_size(server_, 0);
  evhttp_set_cb(server_, "/metrics", answer, &text_);
  if (evhttp_bind_socket_with_handle(server_, address.c_str(), port) == nullptr) {
    evhttp_free(server_);
    throw StartError(fmt::format("metrics: cannot listen on {} port {}", address, port));
  }
}

MetricsServer::~MetricsServer() {
  evhttp_free(server_);
}

}  // namespace greycache
