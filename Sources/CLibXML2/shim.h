#pragma once
// Debian's libxml2 headers include the system's ICU, which clashes with Foundation's in Swift 6.3.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>
// libxml2 needs zlib itself; containers are inflated with it.
#include <zlib.h>
// libzstd, if there is one, is looked up at run time.
#include <dlfcn.h>
