// A page is read beside the loop, then sent, then the next is read.
#include "greycache/control/export_connection.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "greycache/moving/row_line.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kBetweenPages{10};

}  // namespace

ExportConnection::ExportConnection(EventLoop& loop, FileDescriptor connection, Core& core,
                                   std::vector<MovedKind> kinds, std::function<void()> on_end)
    : loop_(loop),
      core_(core),
      peer_(loop, std::move(connection), kPatience,
            {.on_bytes = [](std::string_view) {},
             .on_sent = [this] { ended_ ? on_end_() : go_on(); },
             .on_end = [this] { on_end_(); }}),
      store_timer_(loop, [this] { await_store(); }),
      kinds_(kinds.begin(), kinds.end()),
      on_end_(std::move(on_end)) {}

void ExportConnection::begin() {
  acknowledged_ = core_.journal().last();
  until_ = loop_.now() + kPatienceWithStore;
  if (!kinds_.empty()) place_.kind = kinds_.front();
  await_store();
}

bool ExportConnection::store_has_all() const {
  const SteadyJournal& journal = core_.journal();
  return journal.knows_former() && journal.place(JournalReader::persistent) >= acknowledged_;
}

void ExportConnection::await_store() {
  if (store_has_all()) return peer_.write("ok\n" + begin_line({}) + "\n");
  if (loop_.now() < until_) return store_timer_.start(kBetweenPages);
  last(fmt::format(
      "error: {} does not take what waits for it in the journal, which an export "
      "would lack{}\n",
      core_.persistent_health().name(),
      core_.persistent_health().up() ? ""
                                     : ": " + escaped(core_.persistent_health().reason(), 300)));
}

void ExportConnection::go_on() {
  if (kinds_.empty()) return last(end_line({rows_}) + "\n");
  const bool posted =
      core_.asking_worker().post([place = place_, weak = weak_from_this()](
                                     PersistentStore& store) mutable -> Worker::Completion {
        auto page = read_table_page(store, place);
        return [place = std::move(place), page = std::move(page), weak = std::move(weak)] {
          if (const auto self = weak.lock()) self->have_read(place, page);
        };
      });
  if (!posted) last("error: the store is busy; try again\n");
}

void ExportConnection::have_read(TablePlace place, const StoreResult<TablePage>& page) {
  if (!page) return last(fmt::format("error: {}\n", escaped(page.error().message, 300)));
  rows_ += page->rows;
  place_ = std::move(place);
  if (place_.done) {
    kinds_.pop_front();
    place_ = {};
    if (!kinds_.empty()) place_.kind = kinds_.front();
  }
  if (page->lines.empty()) return go_on();
  peer_.write(page->lines);
}

void ExportConnection::last(const std::string& text) {
  ended_ = true;
  peer_.write(text);
}

}  // namespace greycache
