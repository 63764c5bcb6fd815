// A hot store in memory that, when a test wants it, says at once as little as Redis, or is away.
#pragma once

#include "greycache/memory/memory_hot_store.h"

namespace greycache {

class ShyStore final : public HotStore {
 public:
  explicit ShyStore(MemoryHotStore& memory) : memory_(memory) {}

  bool shy = false;   // peek() knows entries that let mail pass, and no whole source
  bool away = false;  // for look-ups

  std::optional<KnownEntries> peek(const Keys& keys, const Ages& ages) override {
    auto known = memory_.peek(keys, ages);
    if (!shy || !known) return known;
    if (!known->from_awl && !known->domain_awl && !known->correspondent) return std::nullopt;
    known->residence = Residence::absent;
    known->connect.reset();
    return known;
  }
  void look_up(std::span<const LookUp> asked, const Instant& at, std::span<KnownEntries> found,
               LookUpDone done) override {
    if (!away) return memory_.look_up(asked, at, found, std::move(done));
    done(tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "away for a test"}));
  }
  void apply(std::span<const Fact> facts, const Instant& at, WriteDone done) override {
    memory_.apply(facts, at, std::move(done));
  }
  void fill(std::span<const SourceFacts> sources, const Instant& at) override {
    memory_.fill(sources, at);
  }
  void replay(std::span<const Fact> facts, const Instant& at, WriteDone done) override {
    memory_.replay(facts, at, std::move(done));
  }
  void tend(const Instant& at) override { memory_.tend(at); }

 private:
  MemoryHotStore& memory_;
};

}  // namespace greycache
