-- What a cell of text says. Every macro answers NULL when it does not say such a thing.

-- The text, NULL when there is none. (Blanks around it went when the file was read.)
CREATE TEMP MACRO filled(cell) AS nullif(cell, '');

-- For values that are no text: NULL too where other programs write a word for "nothing".
CREATE TEMP MACRO meant(cell) AS
    CASE WHEN strlen(cell) > 4 THEN cell
         WHEN lower(cell) IN ('', 'null', 'nan', 'nat', 'none', 'n/a', '\n', '-', '#n/a') THEN NULL
         ELSE cell END;

-- The last day there is stands for "open" in many programs.
CREATE TEMP MACRO dated(cell) AS
    CASE WHEN regexp_matches(cell, '^(9999[-/.]?12[-/.]?31|31[-/. ]12[-/. ]9999|12[-/. ]31[-/. ]9999)([T ,]|$)')
         THEN NULL ELSE meant(cell) END;

-- Signs that look alike, made one: all spaces, apostrophes and minus signs.
CREATE TEMP MACRO plain_signs(cell) AS
    translate(cell, chr(160) || chr(8239) || chr(8201) || chr(8217) || chr(8722) || chr(8211), '   ''--');

-- A number's parts: bracket or sign before, the digits, sign or bracket after; a currency on either side.
CREATE TEMP MACRO point_parts(cell) AS regexp_extract(
    plain_signs(cell),
    '^(\()? ?([-+])? ?(?:[A-Z]{3}|eur|sek|kr\.?|[€$£¥])? ?([-+])? ?((?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:''\d{3})+|\d+)?(?:\.(?:\d+|-{1,2})?)?(?:[eE][-+]?\d{1,2})?) ?(?:[A-Z]{3}|eur|sek|kr\.?|[€$£¥]|:-)? ?(-)?(\))?$',
    ['opened', 'sign', 'inner_sign', 'digits', 'sign_after', 'closed']);

CREATE TEMP MACRO comma_parts(cell) AS regexp_extract(
    plain_signs(cell),
    '^(\()? ?([-+])? ?(?:[A-Z]{3}|eur|sek|kr\.?|[€$£¥])? ?([-+])? ?((?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:''\d{3})+|\d+)?(?:,(?:\d+|-{1,2})?)?(?:[eE][-+]?\d{1,2})?) ?(?:[A-Z]{3}|eur|sek|kr\.?|[€$£¥]|:-)? ?(-)?(\))?$',
    ['opened', 'sign', 'inner_sign', 'digits', 'sign_after', 'closed']);

-- The parts as a plain number, 1234.5 or -1234.5. At most one sign; brackets in pairs.
CREATE TEMP MACRO joined_parts(parts, digits) AS
    CASE WHEN NOT regexp_matches(digits, '^[0-9.]*[0-9]') THEN NULL
         WHEN (parts.opened = '(') <> (parts.closed = ')') THEN NULL
         WHEN length(parts.sign || parts.inner_sign || parts.sign_after || parts.opened) > 1 THEN NULL
         WHEN parts.opened = '(' OR '-' IN (parts.sign, parts.inner_sign, parts.sign_after) THEN '-' || digits
         ELSE digits END;

CREATE TEMP MACRO point_number(cell) AS
    CASE WHEN regexp_full_match(cell, '-?\d+(\.\d+)?') THEN cell
         ELSE joined_parts(point_parts(cell), regexp_replace(translate(point_parts(cell).digits, ', ''', ''), '\.-*$', ''))
         END;

CREATE TEMP MACRO comma_number(cell) AS
    CASE WHEN regexp_full_match(cell, '-?\d+(,\d+)?') THEN replace(cell, ',', '.')
         ELSE joined_parts(
             comma_parts(cell),
             regexp_replace(replace(translate(comma_parts(cell).digits, '. ''', ''), ',', '.'), '\.-*$', ''))
         END;

-- Six places, halves to even: only a tie after an even sixth place needs help.
CREATE TEMP MACRO six_places(digits) AS try_cast(
    CASE WHEN regexp_matches(digits, '\.\d{5}[02468]50*$') THEN regexp_extract(digits, '^(.*\.\d{6})', 1)
         ELSE digits END AS DECIMAL(18, 6));

-- Only as NUMBER: infinity and the like never get here, the patterns above hold digits alone.
CREATE TEMP MACRO whole(digits) AS
    CASE WHEN regexp_full_match(digits, '-?\d+(\.0*)?') THEN try_cast(regexp_replace(digits, '\.0*$', '') AS BIGINT)
         END;

CREATE TEMP MACRO month_number(word) AS CASE
    WHEN NOT regexp_full_match(
        word,
        '(?i)jan(uari|uary)?|feb(ruari|ruary)?|mrt|maart|mar(s|ch)?|apr(il)?|mei|maj|may|juni?|june|juli?|july|aug(usti|ustus|ust)?|sept?|september|okt(ober)?|oct(ober)?|nov(ember)?|dec(ember)?')
        THEN NULL
    ELSE CASE lower(left(word, 3))
        WHEN 'jan' THEN '01' WHEN 'feb' THEN '02' WHEN 'mrt' THEN '03' WHEN 'maa' THEN '03' WHEN 'mar' THEN '03'
        WHEN 'apr' THEN '04' WHEN 'mei' THEN '05' WHEN 'maj' THEN '05' WHEN 'may' THEN '05' WHEN 'jun' THEN '06'
        WHEN 'jul' THEN '07' WHEN 'aug' THEN '08' WHEN 'sep' THEN '09' WHEN 'okt' THEN '10' WHEN 'oct' THEN '10'
        WHEN 'nov' THEN '11' WHEN 'dec' THEN '12' END END;

-- A date with or without a time as year-month-day, given the order of the numbers where the year comes last.
CREATE TEMP MACRO year_first(cell, date_order) AS CASE
    WHEN regexp_matches(cell, '^\d{4}-\d{1,2}-\d{1,2}([T ]|$)') THEN cell
    WHEN regexp_matches(cell, '^\d{4}[/.]\d{1,2}[/.]\d{1,2}([T ]|$)')
        THEN regexp_replace(cell, '^(\d{4})[/.](\d{1,2})[/.](\d{1,2})', '\1-\2-\3')
    WHEN regexp_full_match(cell, '(19|20)\d{6}') THEN cell[1:4] || '-' || cell[5:6] || '-' || cell[7:8]
    WHEN regexp_full_match(cell, '[2-6]\d{4}') AND date_order = 'serial'
        THEN CAST(DATE '1899-12-30' + try_cast(cell AS INTEGER) AS VARCHAR)
    WHEN regexp_matches(cell, '^\d{1,2}([-/. ])\d{1,2}[-/. ]\d{4}([T ,]|$)')
        THEN CASE date_order
            WHEN 'dmy' THEN regexp_replace(cell, '^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}),?', '\3-\2-\1')
            WHEN 'mdy' THEN regexp_replace(cell, '^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}),?', '\3-\1-\2') END
    WHEN regexp_matches(cell, '^\d{1,2}[-. ]+[A-Za-z]{3,9}\.?[-, ]+\d{4}')
        THEN regexp_extract(cell, '(\d{4})', 1)
            || '-' || month_number(regexp_extract(cell, '([A-Za-z]+)', 1))
            || '-' || regexp_extract(cell, '^(\d+)', 1)
            || regexp_extract(cell, '\d{4},?(.*)$', 1)
    WHEN regexp_matches(cell, '^[A-Za-z]{3,9}\.? \d{1,2},? \d{4}')
        THEN regexp_extract(cell, '(\d{4})', 1)
            || '-' || month_number(regexp_extract(cell, '([A-Za-z]+)', 1))
            || '-' || regexp_extract(cell, '(\d+)', 1)
            || regexp_extract(cell, '\d{4},?(.*)$', 1)
    END;

CREATE TEMP MACRO names_zone(stamp) AS regexp_full_match(
    stamp, '\d{4}-\d{1,2}-\d{1,2}[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|UTC|[-+]\d{2}(:?\d{2})?)');

-- Local time, as it stands; 9:14 PM included.
CREATE TEMP MACRO local_time(stamp) AS CASE
    WHEN regexp_full_match(stamp, '\d{4}-\d{1,2}-\d{1,2}') THEN CAST(try_cast(stamp AS DATE) AS TIMESTAMP)
    WHEN regexp_matches(stamp, '(?i) [ap]m$')
        THEN try_strptime(upper(stamp), ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'])
    WHEN regexp_full_match(stamp, '\d{4}-\d{1,2}-\d{1,2}[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?')
        THEN try_cast(stamp AS TIMESTAMP) END;

CREATE TEMP MACRO zoned_time(stamp) AS try_cast(regexp_replace(stamp, ' ?UTC$', 'Z') AS TIMESTAMPTZ);

-- The local date in the company's zone. A year no company keeps books of is a slip of the pen.
CREATE TEMP MACRO local_date(stamp) AS CASE
    WHEN NOT regexp_matches(stamp, '^(19|2[01])') THEN NULL
    WHEN regexp_full_match(stamp, '\d{4}-\d{1,2}-\d{1,2}') THEN try_cast(stamp AS DATE)
    WHEN names_zone(stamp) THEN CAST(timezone(getvariable('zone'), zoned_time(stamp)) AS DATE)
    ELSE CAST(local_time(stamp) AS DATE) END;

-- The instant, in UTC without a zone. A local time that the clocks skip becomes the one an hour later.
CREATE TEMP MACRO instant(stamp) AS CASE
    WHEN names_zone(stamp) THEN timezone('UTC', zoned_time(stamp))
    ELSE timezone('UTC', timezone(getvariable('zone'), local_time(stamp))) END;

CREATE TEMP MACRO truth(cell) AS CASE
    WHEN lower(cell) IN ('yes', 'y', 'true', 't', '1', 'x', 'on', 'ja', 'j', 'waar', 'sant') THEN TRUE
    WHEN lower(cell) IN ('no', 'n', 'false', 'f', '0', 'off', 'nee', 'nej', 'onwaar', 'falskt') THEN FALSE END;

CREATE TEMP MACRO currency_code(cell) AS CASE cell WHEN '€' THEN 'EUR' WHEN '£' THEN 'GBP' ELSE upper(cell) END;

CREATE TEMP MACRO address(cell) AS
    CASE WHEN length(cell) <= 254 AND regexp_full_match(cell, '[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;".]+') THEN cell END;

CREATE TEMP MACRO choice(cell) AS regexp_replace(lower(cell), '[\s-]+', '_', 'g');

-- How a column's numbers are written shows in their shapes: every digit but 0 is a 9.
CREATE TEMP MACRO number_shape(cell) AS left(translate(cell, '12345678', '99999999'), 40);

-- 1.234,5   1 234,5   ,25   1,2345   ,-   1.234.567   0,125   1234,567
CREATE TEMP MACRO tells_comma(shape) AS
    regexp_matches(shape, '\.\d.*,|[ '']\d{3},\d|,\d{1,2}\D*$|,\d{4,}|,-+$')
    OR regexp_matches(shape, '\.\d{3}\.|(^|\D)(0|\d{4,})?,\d+\D*$');

CREATE TEMP MACRO tells_point(shape) AS
    regexp_matches(shape, ',\d.*\.|[ '']\d{3}\.\d|\.\d{1,2}\D*$|\.\d{4,}|\.-+$')
    OR regexp_matches(shape, ',\d{3},|(^|\D)(0|\d{4,})?\.\d+\D*$');

-- The first and second number of a date that ends in its year; after points the day always comes first.
CREATE TEMP MACRO day_and_month(cell) AS regexp_extract(
    cell, '^(\d{1,2})([-/. ])(\d{1,2})[-/. ]\d{4}([T ,]|$)', ['first', 'sign', 'second']);
