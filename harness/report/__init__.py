"""Case and judgement as html, junit and json."""
