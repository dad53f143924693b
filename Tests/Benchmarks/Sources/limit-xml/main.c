// The limit of every converter that reads XML through libxml2: SAX2 with callbacks that do nothing.
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "limit.h"

static void start_element(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespaces_count, const xmlChar **namespaces, int attributes_count, int defaulted_count,
    const xmlChar **attributes) {
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces_count, (void)namespaces;
    (void)attributes_count, (void)defaulted_count, (void)attributes;
}

static void end_element(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void text(void *context, const xmlChar *bytes, int count) {
    (void)context, (void)bytes, (void)count;
}

static bool parse(const char *bytes, size_t size) {
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    if (!context) return false;
    memset(context->sax, 0, sizeof *context->sax);
    context->sax->initialized = XML_SAX2_MAGIC;
    context->sax->startElementNs = start_element;
    context->sax->endElementNs = end_element;
    context->sax->characters = text;
    context->sax->cdataBlock = text;
    int options = XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlDocPtr document = xmlCtxtReadMemory(context, bytes, (int)size, NULL, NULL, options);
    bool done = context->wellFormed;
    if (document) xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    return done;
}

int main(int count, char **arguments) {
    xmlInitParser();
    return measure(count, arguments, parse);
}
