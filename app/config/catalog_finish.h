// Checks a catalog draft as a whole and makes the catalog of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config/catalog_draft.h"

namespace outcry::app {

/// Faults: values of the wrong form, references to what is not there, more than the bounds allow. Values
/// that are only untidy (capitals and apostrophes in phrases, @ before handles) are put right quietly.
Catalog finish_catalog(const CatalogDraft& draft, Faults& faults);

}  // namespace outcry::app
