#pragma once

#include "applications/documents.hpp"
#include "applications/process_doors.hpp"
#include "base/words.hpp"
#include "catalogue/catalogue.hpp"
#include "exchange/exchange.hpp"

/// Connects the doors of an application's way with what stands behind them in a server.
namespace qyzmet::applications {

/// Registers have names and agencies, and the monthly index is the country's. Both outlive the doors.
void connect_registers(Doors& doors, const exchange::Registers& registers, const catalogue::Country& country);

/// A grant brings the paper that the service's definition describes, a refusal one with its reasons. All that is given
/// outlives the doors. To prepare a grant's fails with "document.nobody_named" if neither the applicant nor an answer
/// of kind `iin` with a register's name says whose it is, or "document.too_large"; a row that cannot be worked out is
/// left out, and the event says which. A refusal's never fails: nobody shall wait for it because something is not
/// known.
void connect_documents(Doors& doors, const Documents& documents, const Words& words, int utc_offset_minutes);

}  // namespace qyzmet::applications
