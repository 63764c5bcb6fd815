// The sink of a run that changes something, or of one that only looks.
#include "greyctl/moving/import_command.h"

#include <sysexits.h>

#include <csignal>

#include "common/program_output.h"
#include "greyctl/moving/daemon_sink.h"
#include "greyctl/moving/import_greycache.h"
#include "greyctl/moving/moving_summary.h"
#include "greyctl/moving/postgrey/postgrey_import_command.h"
#include "greyctl/moving/sorted_sink.h"
#include "greyctl/moving/sqlgrey/sqlgrey_import_command.h"

namespace greycache {

namespace {

// Of --dry-run.
class NoSink final : public FactSink {
 public:
  tl::expected<void, SinkError> put(Fact /*fact*/) override { return {}; }
  tl::expected<void, SinkError> finish() override { return {}; }
};

int import_into(const LoadedSettings& here, const ImportOptions& options, FactSink& facts,
                const OptRowSink& opt_rows) {
  if (options.from == "sqlgrey") {
    return import_sqlgrey_command(here, options.sqlgrey, options.dry_run, facts, opt_rows);
  }
  return import_postgrey_command(here, options.postgrey, options.dry_run, facts, opt_rows);
}

int only_look(const LoadedSettings& here, const ImportOptions& options) {
  NoSink facts;
  return import_into(here, options, facts, [](OptTable, const std::string&) {
    return tl::expected<void, std::string>();
  });
}

}  // namespace

int import_rows(const LoadedSettings& here, const ImportOptions& options) {
  signal(SIGPIPE, SIG_IGN);
  if (options.from == "greycache") return import_greycache(here.settings.control_socket, options);
  if (options.dry_run) return only_look(here, options);
  auto daemon = DaemonSink::connect(here.settings.control_socket);
  if (!daemon) return complain(EX_UNAVAILABLE, daemon.error().why);
  const OptRowSink opt_rows = [&](OptTable table,
                                  const std::string& row) -> tl::expected<void, std::string> {
    const auto put = daemon->put_row(MovedOptRow{table, row});
    if (!put) return tl::make_unexpected(put.error().why);
    return {};
  };
  SortedSink facts(*daemon);
  const int status = import_into(here, options, facts, opt_rows);
  // What is handed on has been looked at: the daemon has more to say only where both disagree.
  if (daemon->totals().set_aside == 0) return status;
  write_out(summary_of(daemon->totals()));
  return status == EX_OK ? EX_DATAERR : status;
}

}  // namespace greycache
