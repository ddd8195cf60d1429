"""Shared vocabulary as data: 学段, 学科, 年级, 教材版本, 册次, textbook tree and topic nodes."""
