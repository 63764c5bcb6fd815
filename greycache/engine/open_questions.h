// The requests that wait for what the persistent store was asked.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "greycache/engine/pending_pool.h"
#include "greycache/storage/source_loader.h"

namespace greycache {

// Each leaves by answered(), once the loader has an answer for all that it asked or knows that
// there is none: it calls SourceLoader::OnLoaded or OnFound in any case. Bounded by the askers,
// which have one request under way each.
class OpenQuestions {
 public:
  // Must be called before all else.
  void set_loader(SourceLoader& loader) { loader_ = &loader; }

  // Nobody has anything of this source, no store. False in doubt.
  bool nobody_has(const std::string& src) const { return loader_->certainly_absent(src); }
  // Asking for this source is in vain: all there may be is in the hot store. False in doubt.
  bool in_vain(const std::string& src) const { return loader_->lacks(src); }

  // By source; all who wait for one are asked for once.
  void ask_source(Inquiry& inquiry);
  // By what the request names; of connects those first seen at `connects_from` or later.
  void ask_entries(Inquiry& inquiry, UnixTime connects_from);
  // Takes in a request that has asked, with all its inquiries.
  void hold(PendingPtr pending);

  // Whether all who asked for this source have a unit, in which what waits does.
  bool have_units(const std::string& src) const;
  // Who asked for this.
  std::vector<Inquiry*> take(const std::string& src);
  Inquiry* take(std::uint64_t question);
  // An inquiry that was taken has what it asked for. The request, once it waits for nothing else.
  PendingPtr answered(Inquiry& inquiry);

  // See SourceLoader::dispatch().
  void dispatch(const StoreReading::Terms& terms) { loader_->dispatch(terms); }

 private:
  SourceLoader* loader_ = nullptr;
  PendingList held_;
  std::unordered_map<std::string, std::vector<Inquiry*>> for_source_;
  std::unordered_map<std::uint64_t, Inquiry*> for_entries_;  // by question
  std::uint64_t last_question_ = 0;
};

}  // namespace greycache
