// What the daemon needs to start, looked at before it is used.
#pragma once

#include <string>
#include <vector>

#include "greycache/config/settings.h"

namespace greycache {

// A sentence about something that is missing or wrong.
struct Trouble {
  enum class Weight {
    refusal,  // the daemon does not start
    fault,    // it starts, and cannot do all that it should
    warning,  // it starts and does what it is told, which is hardly what was meant
    note,     // worth knowing; it may be right when the daemon starts
  };
  Weight weight = Weight::refusal;
  std::string text;

  // A refusal or a fault: a configuration that has one is not good.
  bool is_wrong() const { return weight == Weight::refusal || weight == Weight::fault; }
};

// Password files, certificates for Redis, addresses of the stores, the state directory and the
// files in it, and, for sockets that the daemon makes itself, their directories and group. As this
// process' account may use them; nothing is made or changed. The start asks this first, so that
// what it says is what --check-config says.
std::vector<Trouble> start_troubles(const Settings& settings, bool own_sockets);

// Connects to the stores: versions, rights, the schema, and how Redis evicts. Takes the stores'
// timeouts. Migrates nothing; writes the probe key that each connection to Redis writes.
std::vector<Trouble> store_troubles(const Settings& settings);

// Why a program with these settings must not take over from one that runs: with a schema in
// PostgreSQL that it does not know and may not migrate it would know nobody. Empty where it may,
// and where PostgreSQL cannot be asked: then the other one knows no more. Throws StartError as
// storage_settings.h has it.
std::string hindrance_to_takeover(const Settings& settings);

}  // namespace greycache
