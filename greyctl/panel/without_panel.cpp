// `greyctl panel` of a build without the panel (-Dpanel=disabled).
#include <sysexits.h>

#include "common/program_output.h"
#include "greyctl/panel/panel_command.h"

namespace greycache {

int panel(const LoadedSettings&, const PanelOptions&) {
  return complain(EX_UNAVAILABLE, "this build has no panel");
}

}  // namespace greycache
