#pragma once

/// FEEL and DMN (Decision Model and Notation 1.5): rules as data. Pure: no database, no clock, no network; the moment
/// that now() answers is passed in. Everything is read once into an unchangeable compiled form and evaluated often,
/// from any thread. This facade is all that other modules may use.
#include "rules/analysis.hpp"
#include "rules/dmn.hpp"
#include "rules/dmn_model.hpp"
#include "rules/dmn_types.hpp"
#include "rules/evaluation.hpp"
#include "rules/expression.hpp"
#include "rules/names.hpp"
#include "rules/number.hpp"
#include "rules/table.hpp"
#include "rules/table_compiled.hpp"
#include "rules/tck.hpp"
#include "rules/temporal.hpp"
#include "rules/type.hpp"
#include "rules/value.hpp"
