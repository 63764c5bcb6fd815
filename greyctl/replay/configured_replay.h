// A replay by the daemon's own engine on the configured storage.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "greycache/config/settings.h"
#include "greycache/core/core.h"
#include "greycache/core/storage_namespace.h"
#include "greycache/event/libevent_loop.h"
#include "greyctl/replay/answerer.h"

namespace greycache {

// Each request is looked up, journalled, decided and kept as in the daemon; only the time is the
// trace's, and nobody is answered in doubt: a store that cannot be asked ends the replay.
class ConfiguredReplay final : public Answerer {
 public:
  // With a name the entries are in a StorageNamespace, which finish() (or the destructor) drops.
  // Without, they are the daemon's, which must not run, and stay; the storage must hold none.
  // Throws StartError.
  ConfiguredReplay(const Settings& settings, std::shared_ptr<const PolicySet> policy,
                   const std::string& name);
  ~ConfiguredReplay() override;

  tl::expected<ReplayAnswer, std::string> ask(const PolicyRequest& request, UnixTime at) override;
  tl::expected<void, std::string> finish() override;

 private:
  class OneAsker;
  class Recorder;

  void make_core(const Settings& settings, std::shared_ptr<const PolicySet> policy,
                 const std::string& schema);
  void wait_for_stores();
  void refuse_entries(const Settings& settings);

  LibeventLoop loop_;
  std::optional<StorageNamespace> own_;
  UnixTime now_ = 0;
  std::optional<ReplayAnswer> answer_;  // of the request under way
  std::string store_error_;             // the latest
  std::unordered_set<std::string> sources_;
  std::unique_ptr<Core> core_;
  bool finished_ = false;
};

}  // namespace greycache
