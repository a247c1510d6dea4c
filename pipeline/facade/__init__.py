"""gongkai (公开): from published Chinese public-finance reports to exact, traceable facts."""
