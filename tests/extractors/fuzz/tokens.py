"""What is put into files to damage them: words and marks of their languages, numbers, characters that are none."""

from __future__ import annotations

NUMBERS = (
    "0", "-0", "-1", "1", "2", "255", "256", "16383", "16384", "32767", "65535", "65536", "1048576", "16777216", "2147483647", "2147483648",
    "4294967295", "4294967296", "-2147483649", "9223372036854775808", "1e308", "1e999", "-1e999", "1e-400", "NaN", "Infinity", "0x7fffffff",
    "9" * 25, "9" * 400, "9" * 5000, "0." + "0" * 400 + "1", "1,234,567.89", "１２３", "٣٣", "²", "", " ", "1.2.3", "--5", "+5", "1_000",
)  # fmt: skip
SIGNS = (
    "\0", "\ufeff", "\ufffe", "\u202e", "\u200b", "\u2028", "\x1b[31m", "\x7f", "\x85", "𠮷", "\U0010ffff", "\u0301" * 50, "万元", "亿元", "％", "其中：",
    "合计", "单位：万元", "2023年度", "部门决算", "-", "—", "〇", "（", "）", "“", "\t", "\r", "\n", "\x0c", "\x0b", "\u3000", "|", ",", ";", '"', "'",
)  # fmt: skip
RAW = (
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x81\x30\x81\x30",
    b"\x80",
    b"\0\0\0\0",
)
"""Bytes that are no text in this or that encoding: halves of surrogates, marks of byte order, overlong zeros."""
XML_TOKENS = (
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "&amp;", "&#0;", "&#xD800;", "&#1114112;", "&#x110000;", "&undefined;", "&lt",
    '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">', ' xmlns:x="y"', " xml:space='preserve'", "<x:y/>", "<a>", "</a>",
    "<?xml version='1.0' encoding='utf-7'?>", "<?xml version='1.0' encoding='utf-16'?>", "<?xml version='1.1' encoding='none'?>",
)  # fmt: skip
TOKENS: dict[str, tuple[str, ...]] = {
    "html": (
        *XML_TOKENS, "<table>", "</table>", "<tr>", "<td>", "</td>", "<th rowspan=65534>", "<td colspan=1000 rowspan=0>", "<div>", "</div>", "<p>", "<b>", "<pre>",
        "<textarea>", "<select><option>", "<script>", "</script>", "<style>", "<title>", "<svg>", "<math>", "<iframe>", "<frameset>", "<noscript>", "<plaintext>",
        "<template>", "<caption>", "<thead>", "<tfoot>", "<colgroup><col span=1000>", "<sup>", "<br>", "<ul><li>", "<a href='x.xls'>", "<img src=a width=900>",
        "<meta charset=utf-7>", "<meta charset=gb2312>", "<base href='http://127.0.0.1:9/'>", " style='display:none'", " hidden", " colspan='99999999'",
        " rowspan=-1", "<!--[if gte mso 9]>", "<![endif]-->", "<o:p>", "<input value='5'>", "&nbsp;", "<x:ExcelWorksheet>",
    ),
    "md": (
        "|", "|---|", "| --- | :-: |\n", "```", "~~~", "# ", "===", "---", "***", "> ", "- ", "1. ", "[", "](", "![", "[^1]", "[^1]: ", "$", "$$", "`", "\\", "{#a .b}",
        "<table>", "</table>", "<!--", "+---+---+", "+===+", "  ---- ----\n", "::: ", "<br>", "\\begin{tabular}", "^", "~", "**", "__", "^^ |", "|| |", "<td rowspan=9>",
    ),
    "json": (
        "{", "}", "[", "]", '"', ":", ",", "null", "true", "-1", "1e999", "NaN", '"\\ud800"', '"\\u0000"', '{"a":', "[[", '"text":', '"table_cells":[{}]',
        '"row_span":99999999', '"$ref":"#/body"', '"html":"<table>"', '"data":null', '"type":"table"', '"children":[{"$ref":"#/body"}]', '"t":"Table","c":[]', '"page_no":-5', '"bbox":[1,2]',
    ),
    "rtf": (
        "{", "}", "\\", "\\cell ", "\\row ", "\\trowd", "\\cellx99999999 ", "\\cellx-5 ", "\\intbl ", "\\itap9 ", "\\nestcell ", "\\nestrow ", "\\clvmgf", "\\clvmrg", "\\clmgf",
        "\\clmrg", "\\par ", "\\pard", "\\u-10240 ", "\\u55296?", "\\u99999?", "\\uc99999 ", "\\uc0 ", "\\bin99999999 ", "\\bin-1 ", "\\'", "\\'zz", "\\'81", "{\\*\\x ", "{\\field{\\*\\fldinst ",
        "{\\fldrslt ", "{\\footnote ", "{\\shp{\\*\\shpinst{\\shptxt ", "{\\object{\\*\\objdata ", "{\\pict ", "{\\upr{", "\\f99999 ", "\\s-1 ", "\\ansicpg936 ", "\\ansicpg0 ", "\\lastrow", "\\sect ", "{\\fonttbl{",
        "{\\stylesheet{\\s1\\sbasedon1 ", "\\v ", "\\deleted ", "{\\info ", "\\trgaph99999999 ", "\\trleft-99999999 ", "\\taprtl", "\\column ", "\\upr",
    ),
    "eml": (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "Content-Type: multipart/related; boundary=\"\"\r\n\r\n", "--b\r\n", "--b--\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: text/html; charset=\"x\"\r\n", "Content-Type: application/ms-tnef\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: uuencode\r\n", "Content-Transfer-Encoding: x\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%E5%86; filename*1*=%B3\r\n", "Content-Disposition: attachment; filename=\"../../../etc/passwd\"\r\n", "=?utf-8?B?5Yaz?=", "=?gb2312?Q?=C6?=", "=?x?Z??=", "=3D",
        "=\r\n", "\r\n\r\n", "\r\n ", "Subject: ", ": ", "MIME-Version: 1.0\r\n", "begin 644 a.txt\n", "charset=utf-7", "charset=idna", "charset=base64", "format=flowed", "; name*99999=x", "Content-ID: <a>\r\n", "Content-Location: file:///etc/passwd\r\n",
    ),
    "pdf": (
        "<<", ">>", "[", "]", "(", ")", "<", ">", "/", "/Type /Page", "/Kids [1 0 R]", "/Parent 1 0 R", "/Count 99999999", "/Filter /FlateDecode", "/Filter [/ASCIIHexDecode /LZWDecode]", "/Filter /DCTDecode", "/Filter /JBIG2Decode",
        "/Filter /CCITTFaxDecode", "/DecodeParms << /Predictor 15 /Columns 99999999 >>", "/Length 99999999", "/Rotate 45", "/MediaBox [0 0 1e30 1e30]", "/MediaBox [0 0 0 0]", "/UserUnit 1e9", "/Encrypt << /V 9 >>", "/Font << >>", "/Contents [1 0 R 2 0 R]",
        "/Annots 1 0 R", "/AcroForm << /Fields [1 0 R] >>", "/Resources << /XObject << /a 1 0 R >> >>", " null ", " R ", " obj ", "endobj", "stream\n", "endstream", "xref\n0 99999999\n", "trailer", "startxref\n0\n", "%%EOF\n", "/Type /ObjStm /N 99999999 /First 0",
        "/Type /XRef /W [9 9 9] /Index [0 99999999]", "/Subtype /Type3 /CharProcs << >>", "/ToUnicode 1 0 R", "/Prev 0", "/Outlines 1 0 R", "/Dests 1 0 R", "/Names << /EmbeddedFiles << /Kids [1 0 R] >> >>",
    ),
    "page": (
        " q ", " Q ", " BT ", " ET ", " Tf ", " Tj ", " TJ ", " Tm ", " cm ", " re ", " m ", " l ", " h ", " S ", " f ", " W n ", " Do ", " gs ", " BI ", " ID ", " EI ", " Tr ", " Td ", " T* ", "[", "]", "(", ")", "<", ">", "/F1 9 Tf ", "1e30 0 0 1e30 0 0 cm ", "0 0 0 0 0 0 cm ",
        "0 0 1e9 1e9 re S ", "0 0 m 500 500 l S ", "(\\377\\376) Tj ", "[(a) -99999999 (b)] TJ ", "99999999 Tz ", "1e-9 Tc ", "3 Tr ", "d0 ", "sh ", "BX ",
    ),
    "csv": ('"', ",", "\t", ";", "\r", "\n", '""', '"\n', ",,,,,,,,,,", "=cmd|'/c x'!A1", "sep=;\n", "\0"),
}  # fmt: skip
TOKENS["mht"] = (*TOKENS["eml"], *TOKENS["html"])
TOKENS["md"] += TOKENS["html"][:40]
TEXT_TOKENS = (
    "一般公共预算财政拨款支出决算表\n",
    "单位：万元\n",
    "合计\t12.50\t10.25\n",
    "（一）",
    "第一部分",
    "\n\n",
    "\t\t\t\t",
    "12.50万元，占82%，",
    "比上年增加",
    "减少",
    "公开01表",
)
