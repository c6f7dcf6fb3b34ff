/* zigram/zigram.h: all of the public interface. */
#ifndef ZIGRAM_ZIGRAM_H
#define ZIGRAM_ZIGRAM_H

#include <zigram/base.h>
#include <zigram/collocates.h>
#include <zigram/concordance.h>
#include <zigram/corpus.h>
#include <zigram/keyness.h>
#include <zigram/measures.h>
#include <zigram/ngrams.h>
#include <zigram/phrases.h>
#include <zigram/report.h>
#include <zigram/run.h>
#include <zigram/score.h>
#include <zigram/table.h>

#endif
